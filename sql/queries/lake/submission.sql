-- lake/submission: the submissions whose latest reading is of a year; year 0 for those that nobody knows the period of.
-- Grain: submission.
-- Inputs: ledger.submission, staging.submission_state
-- Columns: submission_id, sha256, path, file_name (both '' unless the province sends them), size, received_at, receipt,
--          recorded_at, run_id, part, place, file_time
SELECT
    concat(getvariable('lake_prefix'), s.submission_id) AS submission_id, s.sha256,
    CASE WHEN getvariable('lake_file_names') THEN s.path ELSE '' END AS path,
    CASE WHEN getvariable('lake_file_names') THEN s.file_name ELSE '' END AS file_name,
    s.size, s.received_at, s.receipt, s.recorded_at, t.run_id, s.part, s.place, s.file_time
FROM ledger.submission AS s
JOIN staging.submission_state AS t ON t.submission_id = s.submission_id
WHERE coalesce(t.year, 0) = getvariable('lake_year')
ORDER BY s.receipt, s.part
