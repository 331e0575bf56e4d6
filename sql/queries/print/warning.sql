-- print/warning: the numbers of a year that count and do not agree with other reports.
-- Grain: submission × finding.
-- Inputs: finding, submission, unit
-- Parameters: year
-- Columns: period, unit_name, message_vi, message_en
WITH named AS (SELECT unit_id, arg_max(unit_name, rowid) AS unit_name FROM unit GROUP BY unit_id)
SELECT f.period, coalesce(n.unit_name, f.unit_id) AS unit_name, f.message_vi, f.message_en
FROM finding AS f
JOIN submission AS s ON s.submission_id = f.submission_id
LEFT JOIN named AS n ON n.unit_id = f.unit_id
WHERE f.source = 'ledger' AND f.code <> 'superseded_in_run' AND s.status = 'current'
  AND f.period[1:4] = printf('%04d', $1::INTEGER)
ORDER BY f.rowid
