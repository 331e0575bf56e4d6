-- ledger.reading of a nation.
-- Grain: reading.
-- Inputs: lake.reading, ledger.reading_key, ledger.unit_key
SELECT
    k.reading_id, r.submission_id, '' AS read_with, '' AS digest, r.form_id, u.unit_key, r.period, r.kind,
    CASE WHEN r.year > 0 THEN r.year END::INTEGER AS year, r.quarter, r.accepted, r.recorded_at, 0 AS run_id
FROM lake.reading AS r
JOIN ledger.reading_key AS k ON k.submission_id = r.submission_id
LEFT JOIN ledger.unit_key AS u ON u.unit_id = r.unit_id
