-- completeness/unit: what each unit did. Whom to chase: the missing and the rejected, those whose correction was
-- rejected, those whose workbook states nothing of some units, and those whose workbook is held: of these it is the
-- office that has to decide.
-- Grain: unit × form × period.
-- Inputs: completeness, completeness_rollup, submission
-- Parameters: periods (joined by commas), form, unit_id (with everything beneath it), unit_level; "" for all; today
--             ("": not known), settled (also the units that have sent in time or late, with nothing to say of it)
-- Columns: unit_id, unit_name, unit_level, parent_unit_id, parent_name, form, period, due_date, last_date (texts),
--          received_at, status, note, days_late (from the due date until it was received, until today when it is still
--          expected and grace is over; NULL: not late), deadline (of what is still expected: open, grace, passed; ""
--          without due date or today), submission_id, rejected_submission_id,
--          held_submission_id, file (of the rejected or held one, or of the one
--          that leaves units out)
WITH RECURSIVE asked AS (
    SELECT * FROM completeness_rollup WHERE list_contains(string_split($1, ','), period) AND ($2 = '' OR form = $2)
),
beneath AS (
    SELECT DISTINCT unit_id FROM asked WHERE $3 = '' OR unit_id = $3
    UNION
    SELECT a.unit_id FROM asked AS a JOIN beneath AS b ON a.parent_unit_id = b.unit_id
),
judged AS (
    SELECT *, rowid AS place, status IN ('missing', 'rejected')
        OR note IS NOT DISTINCT FROM 'correction_rejected'
        OR note IS NOT DISTINCT FROM 'units_unreported' AS open, nullif($5, '')::DATE AS today
    FROM completeness
)
SELECT
    c.unit_id, c.unit_name, c.unit_level, coalesce(a.parent_unit_id, '') AS parent_unit_id,
    coalesce(p.unit_name, '') AS parent_name, c.form, c.period,
    coalesce(c.due_date::VARCHAR, '') AS due_date, coalesce(c.last_date::VARCHAR, '') AS last_date, c.received_at,
    c.status, coalesce(c.note, '') AS note,
    coalesce(c.days_late, CASE WHEN c.status IN ('missing', 'rejected') AND c.today > c.last_date
        THEN c.today - c.due_date END)::INTEGER AS days_late,
    CASE WHEN c.open AND c.today > c.last_date THEN 'passed' WHEN c.open AND c.today > c.due_date THEN 'grace'
        WHEN c.open AND c.today <= c.due_date THEN 'open' ELSE '' END AS deadline,
    coalesce(c.submission_id, '') AS submission_id, coalesce(c.rejected_submission_id, '') AS rejected_submission_id,
    coalesce(c.held_submission_id, '') AS held_submission_id, coalesce(s.path, '') AS file
FROM judged AS c
JOIN asked AS a ON a.unit_id = c.unit_id AND a.form = c.form AND a.period = c.period
SEMI JOIN beneath AS b ON b.unit_id = c.unit_id
LEFT JOIN asked AS p ON p.unit_id = a.parent_unit_id AND p.form = c.form AND p.period = c.period
LEFT JOIN submission AS s ON s.submission_id = coalesce(
    c.rejected_submission_id, c.held_submission_id, CASE WHEN c.note = 'units_unreported' THEN c.submission_id END)
WHERE ($4 = '' OR c.unit_level = $4) AND ($6 OR c.status NOT IN ('on_time', 'late') OR c.note IS NOT NULL
    OR c.held_submission_id IS NOT NULL)
ORDER BY c.form, c.period_end, c.period, c.place
