-- staging.current_reading: the reading in force for each form, unit and period.
-- Grain: form × unit × period.
-- Inputs: staging.standing, staging.obligation
-- Rebuild: whole
-- Columns: form_id, unit_key, period, kind, year, month, reading_id, submission_id, receipt (its place in the order of
--          receipt, as staging.standing has it), rank (the form's priority, then that place: where two forms bring one
--          series, the higher wins)
WITH priority AS (SELECT form_id, max(priority) AS priority FROM staging.obligation GROUP BY form_id)
SELECT
    s.form_id, s.unit_key, s.period, s.kind, s.year, s.month, s.place AS receipt, s.reading_id, s.submission_id,
    (coalesce(p.priority, 0)::BIGINT + 1000) * 4294967296 + s.place AS rank
FROM staging.standing AS s
LEFT JOIN priority AS p ON p.form_id = s.form_id
WHERE s.standing = 'current'
