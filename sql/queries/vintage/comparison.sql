-- vintage/comparison: what is found of submissions beside others, and not in them.
-- Grain: submission × finding.
-- Inputs: finding, submission
-- Columns: submission_id, path, form, unit_id, period (texts, empty when unknown), held, severity, code, sheet, cell,
--          read, expected, message_vi, message_en
SELECT
    s.submission_id, s.path, coalesce(s.form, ''), coalesce(s.unit_id, ''), coalesce(s.period, ''),
    s.status = 'held' AS held,
    f.severity, f.code, f.sheet, f.cell, f.read, f.expected, f.message_vi, f.message_en
FROM finding AS f
JOIN submission AS s ON s.submission_id = f.submission_id
WHERE f.source = 'ledger' AND s.status IN ('current', 'held')
ORDER BY f.rowid
