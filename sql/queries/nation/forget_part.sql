-- nation/forget_part: takes what was gathered of a year of some provinces out of the ledger.
-- Inputs: lake.gone (province), the ledger
-- Parameters: none; the year is in the variable lake_year (0: of no known period)
CREATE OR REPLACE TEMP TABLE gone_reading AS
SELECT reading_id, submission_id
FROM ledger.reading
WHERE coalesce(year, 0) = getvariable('lake_year')
    AND split_part(submission_id, '/', 1) IN (SELECT province FROM lake.gone);
DELETE FROM ledger.observation WHERE reading_id IN (SELECT reading_id FROM gone_reading);
DELETE FROM ledger.finding WHERE reading_id IN (SELECT reading_id FROM gone_reading);
DELETE FROM ledger.submission WHERE submission_id IN (SELECT submission_id FROM gone_reading);
DELETE FROM ledger.reading WHERE reading_id IN (SELECT reading_id FROM gone_reading);
DELETE FROM lake.part WHERE year = getvariable('lake_year') AND province IN (SELECT province FROM lake.gone);
