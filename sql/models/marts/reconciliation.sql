-- reconciliation: numbers that should agree and do not.
-- Grain: unit × quarter × indicator × breakdown × kind × measure.
-- Inputs: core.reconciliation, core.quarter, staging.series, staging.unit_order, ledger.unit_key, ledger.submission
-- Rebuild: published
-- Table: Số liệu lẽ ra phải khớp nhưng không khớp | Numbers that should agree and do not
-- Column: unit_id | Đơn vị | Unit
-- Column: period | Kỳ | Period
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: measure | flow trong kỳ, ytd lũy kế, stock thời điểm, target chỉ tiêu giao | flow, ytd, stock or target
-- Column: kind | stated_total tổng tự ghi, cumulative_flow lũy kế, target_children chỉ tiêu cấp dưới, target_source nguồn chỉ tiêu, duplicate_source hai biểu | what was compared
-- Column: stated | Số ghi trong báo cáo | What is stated
-- Column: computed | Số tính lại | What is computed
-- Column: difference | Chênh lệch | Stated less computed
-- Column: submission_id | Lần nộp | Submission
-- Column: file_name | Tên tệp | File name
-- Column: sheet | Trang tính | Sheet
-- Column: cell | Ô | Cell
SELECT
    k.unit_id, q.period, s.indicator, s.breakdown, r.measure, r.kind, r.stated::{{value_type}} AS stated, r.computed::{{value_type}} AS computed,
    r.difference::{{value_type}} AS difference, r.submission_id, f.file_name, r.sheet, r.cell
FROM core.reconciliation AS r
JOIN core.quarter AS q ON q.year = r.year AND q.quarter = r.quarter
JOIN staging.series AS s ON s.series_key = r.series_key
JOIN ledger.unit_key AS k ON k.unit_key = r.unit_key
LEFT JOIN staging.unit_order AS o ON o.unit_key = r.unit_key
LEFT JOIN ledger.submission AS f ON f.submission_id = r.submission_id
ORDER BY o.position, r.year, r.quarter, s.ordinal, r.kind, r.measure, r.submission_id, r.sheet, r.cell
