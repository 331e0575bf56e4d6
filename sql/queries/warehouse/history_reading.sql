-- warehouse/history_reading: everything that submissions were ever understood as.
-- Grain: reading.
-- Inputs: ledger.reading, ledger.unit_key
-- Columns: run_id, reading_id, submission_id, read_with, form, unit, period, accepted, digest
SELECT
    r.run_id, r.reading_id, r.submission_id, r.read_with, coalesce(r.form_id, ''), coalesce(k.unit_id, ''),
    coalesce(r.period, ''), r.accepted, r.digest
FROM ledger.reading AS r
LEFT JOIN ledger.unit_key AS k ON k.unit_key = r.unit_key
ORDER BY r.reading_id
