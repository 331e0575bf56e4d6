-- staging.submission_state: what each submission is taken as: its latest reading, and whether it was retracted.
-- Grain: submission.
-- Inputs: ledger.submission, ledger.reading, ledger.action
-- Rebuild: whole
-- Columns: submission_id, receipt, received_at, reading_id, form_id, unit_key, period, kind, year, month, accepted, retracted
WITH latest AS (
    SELECT submission_id, max(reading_id) AS reading_id
    FROM ledger.reading WHERE recorded_at <= getvariable('as_of')
    GROUP BY submission_id
),
decision AS (
    SELECT subject AS submission_id, arg_max(kind, action_id) = 'retract' AS retracted
    FROM ledger.action WHERE kind IN ('retract', 'unretract') AND recorded_at <= getvariable('as_of')
    GROUP BY subject
)
SELECT
    s.submission_id, s.receipt, s.received_at, r.reading_id, r.form_id, r.unit_key, r.period, r.kind, r.year, 3 * r.quarter AS month,
    r.accepted, coalesce(d.retracted, false) AS retracted
FROM ledger.submission AS s
JOIN latest USING (submission_id)
JOIN ledger.reading AS r USING (reading_id)
LEFT JOIN decision AS d ON d.submission_id = s.submission_id
WHERE s.recorded_at <= getvariable('as_of')
