-- print/state: what a year's printed workbook says besides the attainment tables, as one digest: who submitted, and
-- what is wrong with the workbooks that were rejected or are held, and what in those that count does not agree with
-- other reports.
-- Grain: one row.
-- Inputs: completeness, finding
-- Parameters: year
-- Columns: state
WITH submitted AS (FROM completeness WHERE period[1:4] = $1::VARCHAR),
wrong AS (
    FROM finding
    WHERE submission_id IN (SELECT unnest([rejected_submission_id, held_submission_id]) FROM submitted)
      OR (source = 'ledger' OR code IN ('units_blank', 'units_not_listed')) AND period[1:4] = $1::VARCHAR
)
SELECT concat_ws(' ',
    (SELECT count(*) FROM submitted), (SELECT bit_xor(hash(hash(s))) FROM submitted AS s),
    (SELECT count(*) FROM wrong), (SELECT bit_xor(hash(hash(w))) FROM wrong AS w)
) AS state
