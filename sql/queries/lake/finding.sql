-- lake/finding: which problem stands where in the submissions of a year. What a workbook says there stays in the
-- province.
-- Grain: problem of a reading.
-- Inputs: staging.submission_state, ledger.finding
-- Columns: submission_id, ordinal, severity, code, sheet, cell
SELECT
    concat(getvariable('lake_prefix'), t.submission_id) AS submission_id, f.ordinal, f.severity::VARCHAR AS severity,
    f.code, f.sheet, f.cell
FROM staging.submission_state AS t
JOIN ledger.finding AS f ON f.reading_id = t.reading_id
WHERE coalesce(t.year, 0) = getvariable('lake_year')
ORDER BY t.receipt, t.submission_id, f.ordinal
