-- warehouse/received: every submission with what it was last understood as.
-- Grain: submission.
-- Inputs: ledger.submission, ledger.reading, ledger.unit_key, ledger.action
-- Columns: sha256, part, place, path, file_name, size, received_at, file_time, receipt, archived, digest, form,
--          unit, period, accepted, said_unit (whose staff said that it is; '' where they did not),
--          forgotten (its bytes and texts are not kept any more)
WITH latest AS (SELECT submission_id, max(reading_id) AS reading_id FROM ledger.reading GROUP BY submission_id),
said AS (
    SELECT subject AS submission_id, arg_max(unit_id, action_id) AS unit_id FROM ledger.action
    WHERE kind = 'accept' AND unit_id IS NOT NULL GROUP BY subject
)
SELECT
    s.sha256, s.part, coalesce(s.place, '') AS place, s.path, s.file_name, s.size, s.received_at, s.file_time,
    s.receipt, s.archived, r.digest,
    coalesce(r.form_id, '') AS form, coalesce(k.unit_id, '') AS unit, coalesce(r.period, '') AS period, r.accepted,
    coalesce(d.unit_id, '') AS said_unit,
    EXISTS (SELECT 1 FROM ledger.action AS a WHERE a.kind = 'forget' AND a.subject = s.submission_id) AS forgotten
FROM ledger.submission AS s
JOIN latest USING (submission_id)
JOIN ledger.reading AS r USING (reading_id)
LEFT JOIN ledger.unit_key AS k USING (unit_key)
LEFT JOIN said AS d USING (submission_id)
ORDER BY s.receipt, s.part
