-- chase: whom to chase for each form's last period.
-- Answers: Kỳ gần nhất của mỗi biểu: đơn vị nào chưa nộp, bị trả lại, đang chờ quyết định hoặc đã rút lại? | Each form's last period: which units are missing, were rejected or retracted, or are held?
-- Grain: unit × form.
-- Inputs: completeness, completeness_rollup, submission
-- Columns: parent_name, unit_name, form, period, due_date, status, note, file (the workbook that was rejected or is
--          held), errors
WITH last AS (FROM completeness QUALIFY period_end = max(period_end) OVER (PARTITION BY form)),
errors AS (SELECT submission_id, count(*) AS errors FROM finding WHERE severity = 'error' GROUP BY submission_id)
SELECT p.unit_name AS parent_name, c.unit_name, c.form, c.period, c.due_date, c.status, c.note, s.path AS file, e.errors
FROM last AS c
JOIN completeness_rollup AS r ON r.unit_id = c.unit_id AND r.form = c.form AND r.period = c.period
LEFT JOIN completeness_rollup AS p ON p.unit_id = r.parent_unit_id AND p.form = c.form AND p.period = c.period
LEFT JOIN submission AS s ON s.submission_id = coalesce(c.rejected_submission_id, c.held_submission_id)
LEFT JOIN errors AS e ON e.submission_id = c.rejected_submission_id
WHERE c.status IN ('missing', 'rejected') OR c.note = 'correction_rejected' OR c.held_submission_id IS NOT NULL
ORDER BY c.form, r.rowid
