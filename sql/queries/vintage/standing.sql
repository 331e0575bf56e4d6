-- vintage/standing: how many workbooks stand rejected: those of which no other one of the same form, unit and period is
-- accepted.
-- Grain: one row.
-- Inputs: submission
-- Columns: submissions
SELECT count(*) AS submissions
FROM submission AS s
ANTI JOIN (SELECT form, unit_id, period FROM submission WHERE status = 'current') AS c
    ON c.form = s.form AND c.unit_id = s.unit_id AND c.period = s.period
WHERE s.status = 'rejected'
