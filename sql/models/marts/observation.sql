-- observation: each number in force, with the cell that it came from.
-- Grain: submission × cell × series × measure.
-- Inputs: staging.current_reading, ledger.observation, ledger.submission, ledger.unit_key, ledger.series_key, staging.unit_order
-- Rebuild: published, year by year
-- Table: Từng số liệu đang dùng và ô trong tệp gốc | Each number in force and its cell in the workbook
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: form | Biểu mẫu | Form
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm mà kỳ báo cáo kết thúc | Year in which the period ends
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: measure | flow trong kỳ, ytd lũy kế, stock thời điểm, target chỉ tiêu giao | flow, ytd, stock or target
-- Column: mark | value có số, none "-", not_applicable "x", unavailable "…", empty để trống | what stands in the cell
-- Column: value | Giá trị | Value
-- Column: submission_id | Lần nộp | Submission
-- Column: file_name | Tên tệp | File name
-- Column: sheet | Trang tính | Sheet
-- Column: cell | Ô | Cell
-- Column: precedence | Thứ tự ưu tiên khi hai biểu cho cùng một số; số lớn hơn được dùng | Where two forms bring one number, the higher counts
-- Column: raw | Nội dung nguyên văn trong ô | What the cell stores
SELECT
    k.unit_id, r.form_id AS form, r.period, r.year, s.indicator, s.breakdown, o.measure::STRING AS measure, o.mark::STRING AS mark,
    o.value::DECIMAL(29, 10) AS value, r.submission_id, f.file_name, o.sheet, o.cell, r.rank AS precedence, o.raw
FROM staging.current_reading AS r
JOIN ledger.observation AS o USING (reading_id)
JOIN ledger.submission AS f ON f.submission_id = r.submission_id
JOIN ledger.unit_key AS k ON k.unit_key = o.unit_key
JOIN ledger.series_key AS s ON s.series_key = o.series_key
LEFT JOIN staging.unit_order AS u ON u.unit_key = o.unit_key
ORDER BY r.year, u.position NULLS LAST, r.month, r.period, r.form_id, o.reading_id, o.sheet, o.cell, s.indicator, s.breakdown
