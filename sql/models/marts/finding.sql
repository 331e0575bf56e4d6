-- finding: each problem found in a submission, as it is read now.
-- Grain: submission × finding.
-- Inputs: staging.submission_state, ledger.finding, ledger.submission, ledger.unit_key
-- Rebuild: published
-- Table: Lỗi và cảnh báo của từng lần nộp | Errors and warnings of each submission
-- Column: submission_id | Lần nộp | Submission
-- Column: file_name | Tên tệp | File name
-- Column: unit_id | Đơn vị | Unit
-- Column: form | Biểu mẫu | Form
-- Column: period | Kỳ báo cáo | Period
-- Column: severity | error lỗi (bị trả lại), warning cảnh báo | error rejects the workbook, warning does not
-- Column: code | Mã lỗi | Code
-- Column: sheet | Trang tính | Sheet
-- Column: cell | Ô | Cell
-- Column: read | Nội dung đọc được | What was read
-- Column: expected | Nội dung đúng phải có | What was expected
-- Column: message_vi | Diễn giải | Explanation in Vietnamese
-- Column: message_en | Diễn giải tiếng Anh | Explanation in English
SELECT
    s.submission_id, s.file_name, k.unit_id, t.form_id AS form, t.period, f.severity::STRING AS severity, f.code, f.sheet, f.cell, f.read, f.expected,
    f.message_vi, f.message_en
FROM staging.submission_state AS t
JOIN ledger.finding AS f USING (reading_id)
JOIN ledger.submission AS s ON s.submission_id = t.submission_id
LEFT JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
ORDER BY s.receipt, s.part, f.ordinal
