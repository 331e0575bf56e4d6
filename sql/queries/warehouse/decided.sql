-- warehouse/decided: every submission with what was decided of it.
-- Grain: submission.
-- Inputs: ledger.submission, ledger.reading, ledger.action
-- Columns: sha256, part, path, file_name, accepted, retracted, forgotten
WITH decision AS (
    SELECT subject AS submission_id, arg_max(kind, action_id) = 'retract' AS retracted
    FROM ledger.action WHERE kind IN ('retract', 'unretract')
    GROUP BY subject
),
reading AS (SELECT submission_id, arg_max(accepted, reading_id) AS accepted FROM ledger.reading GROUP BY submission_id)
SELECT s.sha256, s.part, s.path, s.file_name, r.accepted, coalesce(d.retracted, false) AS retracted,
    EXISTS (SELECT 1 FROM ledger.action AS a WHERE a.kind = 'forget' AND a.subject = s.submission_id) AS forgotten
FROM ledger.submission AS s
JOIN reading AS r USING (submission_id)
LEFT JOIN decision AS d USING (submission_id)
ORDER BY s.receipt, s.part
