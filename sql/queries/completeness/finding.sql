-- completeness/finding: the errors by which workbooks were rejected that have to be corrected and sent again, why
-- others are held, of which units those that count state nothing, and what in these does not agree with other reports.
-- Grain: submission × finding.
-- Inputs: completeness, finding
-- Parameters: periods (joined by commas)
-- Columns: submission_id, about (open: what keeps the workbook from counting; left_out: units of which it states
--          nothing; disagrees: what it says and other reports do not), code, sheet, cell, read, expected, message_vi,
--          message_en
WITH asked AS (SELECT * FROM completeness WHERE list_contains(string_split($1, ','), period)),
judged AS (
    SELECT
        *, rowid AS place,
        CASE
            WHEN severity = 'error' OR starts_with(code, 'held_') THEN 'open'
            WHEN code IN ('units_blank', 'units_not_listed') THEN 'left_out'
            WHEN source = 'ledger' AND code <> 'superseded_in_run' THEN 'disagrees'
        END AS about
    FROM finding
)
SELECT submission_id, about, code, sheet, cell, read, expected, message_vi, message_en
FROM judged
WHERE about = 'open'
  AND (submission_id IN (SELECT rejected_submission_id FROM asked)
       OR submission_id IN (SELECT held_submission_id FROM asked))
  OR about IN ('left_out', 'disagrees') AND submission_id IN (SELECT submission_id FROM asked)
ORDER BY place
