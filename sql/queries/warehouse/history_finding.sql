-- warehouse/history_finding: the findings that a later reading of the same bytes does not tell again.
-- Grain: finding.
-- Inputs: ledger.finding, ledger.reading, ledger.submission
-- Parameters: codes of findings about the moment of receipt, separated by commas
-- Columns: reading_id, severity, code, sheet, cell, read, expected, detail
SELECT f.reading_id, f.severity::VARCHAR, f.code, f.sheet, f.cell, f.read, f.expected, f.detail
FROM ledger.finding AS f
JOIN ledger.reading AS r ON r.reading_id = f.reading_id
JOIN ledger.submission AS s ON s.submission_id = r.submission_id
WHERE NOT s.archived OR array_contains(string_split($1, ','), f.code)
ORDER BY f.reading_id, f.ordinal
