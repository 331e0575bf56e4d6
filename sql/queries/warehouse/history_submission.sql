-- warehouse/history_submission: everything that was received.
-- Grain: submission.
-- Inputs: ledger.submission
-- Columns: run_id, sha256, part, place, path, file_name, size, received_at, file_time, receipt, archived
SELECT
    run_id, sha256, coalesce(part, 1), coalesce(place, '') AS place, path, file_name, size, received_at, file_time,
    receipt, archived
FROM ledger.submission
ORDER BY receipt, part
