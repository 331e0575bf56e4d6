-- vintage/received_before: the submissions of one content, and which one counts for the form, unit and period of each.
-- Grain: submission.
-- Inputs: submission
-- Parameters: SHA-256
-- Columns: submission_id, path, form, unit_id, period (texts, empty when unknown), status, received_at,
--          counts (a submission_id), counts_path (empty where none counts), counts_from (when it was received; NULL)
SELECT
    s.submission_id, s.path, coalesce(s.form, ''), coalesce(s.unit_id, ''), coalesce(s.period, ''), s.status,
    s.received_at, coalesce(c.submission_id, '') AS counts, coalesce(c.path, '') AS counts_path,
    c.received_at AS counts_from
FROM submission AS s
LEFT JOIN submission AS c
    ON c.form = s.form AND c.unit_id = s.unit_id AND c.period = s.period AND c.status = 'current'
WHERE s.sha256 = $1
ORDER BY s.submission_id
