-- ledger.submission of a nation. Its order of receipt is the province's own: submissions of two provinces are never
-- compared, also where both received the same bytes.
-- Grain: submission.
-- Inputs: lake.submission
SELECT
    submission_id, concat(province, '/', sha256) AS sha256, path, file_name, size, true AS archived,
    received_at, receipt, recorded_at, run_id, part, place, file_time
FROM lake.submission
