-- chase: whom to chase for each form's last period.
-- Answers: Kỳ gần nhất của mỗi biểu: đơn vị nào chưa nộp, bị trả lại, đang chờ quyết định, đã rút lại hoặc chưa ghi kết quả của một số đơn vị? | Each form's last period: which units are missing, were rejected or retracted, are held, or state nothing of some units?
-- Grain: unit × form.
-- Inputs: completeness, completeness_rollup, submission
-- Columns: parent_name, unit_name, form, period, due_date, status, note, file (the workbook that was rejected, is held
--          or leaves units out), errors
WITH last AS (FROM completeness QUALIFY period_end = max(period_end) OVER (PARTITION BY form)),
errors AS (SELECT submission_id, count(*) AS errors FROM finding WHERE severity = 'error' GROUP BY submission_id)
SELECT p.unit_name AS parent_name, c.unit_name, c.form, c.period, c.due_date, c.status, c.note, s.path AS file, e.errors
FROM last AS c
JOIN completeness_rollup AS r ON r.unit_id = c.unit_id AND r.form = c.form AND r.period = c.period
LEFT JOIN completeness_rollup AS p ON p.unit_id = r.parent_unit_id AND p.form = c.form AND p.period = c.period
LEFT JOIN submission AS s ON s.submission_id = coalesce(
    c.rejected_submission_id, c.held_submission_id, CASE WHEN c.note = 'units_unreported' THEN c.submission_id END)
LEFT JOIN errors AS e ON e.submission_id = c.rejected_submission_id
WHERE c.status IN ('missing', 'rejected') OR c.note IN ('correction_rejected', 'units_unreported')
    OR c.held_submission_id IS NOT NULL
ORDER BY c.form, r.rowid
