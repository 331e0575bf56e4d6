-- rejected: what has to be corrected in the workbooks that were rejected and not replaced since.
-- Answers: Báo cáo bị trả lại và chưa nộp lại: sai ở đâu, sửa thế nào? | Reports that were rejected and not sent again: what is wrong, where, and what to do?
-- Grain: submission × finding.
-- Inputs: completeness, submission, finding
-- Columns: unit_name, form, period, file, sheet, cell, code, read, expected, message_vi, message_en
SELECT c.unit_name, c.form, c.period, s.path AS file, f.sheet, f.cell, f.code, f.read, f.expected, f.message_vi,
    f.message_en
FROM completeness AS c
JOIN submission AS s ON s.submission_id = c.rejected_submission_id
JOIN finding AS f ON f.submission_id = c.rejected_submission_id AND f.severity = 'error'
ORDER BY c.period_end DESC, c.rowid, f.rowid
