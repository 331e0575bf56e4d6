-- revision: each published number that differs from the vintage before, by cause. The amounts of one number's causes add up to its
-- difference; what no cause accounts for would have the cause unexplained. The rows are written by package trace; this is their shape.
-- Grain: unit × period × indicator × breakdown × column × cause × source.
-- Inputs: core.period
-- Rebuild: published
-- Table: Số liệu đã công bố thay đổi so với phiên bản trước, và vì sao | Published numbers that changed since the vintage before, and why
-- Column: unit_id | Đơn vị | Unit
-- Column: period | Kỳ | Period
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: column_name | Cột của bảng kết quả | Column of the attainment table
-- Column: old | Số cũ | Old
-- Column: new | Số mới | New
-- Column: cause | late_arrival mới nộp, resubmission nộp lại, retraction rút, unretraction bỏ rút, acceptance chấp nhận lần nộp đang chờ, target_amendment điều chỉnh chỉ tiêu, share_base số gốc của chỉ tiêu tỷ lệ, unit_change thay đổi đơn vị, succession số nhận từ đơn vị tiền thân, definition_change đổi biểu mẫu, configuration đổi cấu hình, closing khóa hoặc mở kỳ, later_quarter có quý mới, unexplained chưa giải thích được | why
-- Column: amount | Phần chênh lệch do nguyên nhân này | Part of the difference
-- Column: sources | Số nguồn gộp trong dòng này | How many sources this row sums up
-- Column: source_unit_id | Đơn vị có số liệu thay đổi | The unit whose number changed
-- Column: path | Tệp | Workbook
-- Column: sheet | Trang tính | Sheet
-- Column: cell | Ô | Cell
-- Column: cell_old | Ô cũ ghi | What the cell said before
-- Column: cell_new | Ô mới ghi | What it says now
-- Column: reason | Quyết định hoặc lý do | Decision or reason
SELECT
    ''::STRING AS unit_id, ''::STRING AS period, ''::STRING AS indicator, ''::STRING AS breakdown, ''::STRING AS column_name,
    0::DECIMAL(30, 10) AS old, 0::DECIMAL(30, 10) AS new, ''::STRING AS cause, 0::DECIMAL(30, 10) AS amount, 0::INTEGER AS sources,
    ''::STRING AS source_unit_id, ''::STRING AS path, ''::STRING AS sheet, ''::STRING AS cell, ''::STRING AS cell_old, ''::STRING AS cell_new,
    ''::STRING AS reason
WHERE false
