-- lake/reading: what each submission of a year is understood as.
-- Grain: submission.
-- Inputs: staging.submission_state, ledger.reading, ledger.unit_key
-- Columns: submission_id, form_id, unit_id, period, kind, quarter, accepted, recorded_at
SELECT
    concat(getvariable('lake_prefix'), t.submission_id) AS submission_id,
    CASE WHEN t.form_id IS NOT NULL THEN concat(getvariable('lake_prefix'), t.form_id) END AS form_id,
    CASE WHEN k.unit_id IS NOT NULL THEN concat(getvariable('lake_prefix'), k.unit_id) END AS unit_id,
    t.period, t.kind::VARCHAR AS kind, r.quarter, t.accepted, r.recorded_at
FROM staging.submission_state AS t
JOIN ledger.reading AS r ON r.reading_id = t.reading_id
LEFT JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
WHERE coalesce(t.year, 0) = getvariable('lake_year')
ORDER BY t.receipt, t.submission_id
