-- warehouse/inputs_of_year: the submissions whose numbers the tables of a year are made of, the year before's too.
-- Grain: submission.
-- Inputs: staging.current_reading, ledger.submission
-- Parameters: year
-- Columns: sha256, part, place, path, file_name, size, received_at
SELECT s.sha256, s.part, coalesce(s.place, '') AS place, s.path, s.file_name, s.size, s.received_at
FROM ledger.submission AS s
JOIN (
    SELECT submission_id, receipt FROM staging.current_reading WHERE year BETWEEN $1::INTEGER - 1 AND $1::INTEGER
) AS c ON c.submission_id = s.submission_id
ORDER BY c.receipt, s.part
