-- unplaced: the rejected workbooks of which no row of completeness can tell, since their form, unit or period could not
-- be read.
-- Answers: Tệp nào bị trả lại mà không rõ của đơn vị, biểu hoặc kỳ nào? | Which rejected files are of no known unit, form or period?
-- Grain: submission × finding.
-- Inputs: submission, completeness, finding
-- Columns: received_at (UTC), file, form, unit_id, period, message_vi, message_en
SELECT s.received_at, s.path AS file, s.form, s.unit_id, s.period, f.message_vi, f.message_en
FROM submission AS s
ANTI JOIN completeness AS c ON c.unit_id = s.unit_id AND c.form = s.form AND c.period = s.period
LEFT JOIN finding AS f ON f.submission_id = s.submission_id AND f.severity = 'error'
WHERE s.status = 'rejected'
ORDER BY s.received_at DESC, s.path, f.rowid
