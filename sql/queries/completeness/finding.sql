-- completeness/finding: the errors by which workbooks were rejected that have to be corrected and sent again,
-- and why others are held.
-- Grain: submission × finding.
-- Inputs: completeness, finding
-- Parameters: periods (joined by commas)
-- Columns: submission_id, code, sheet, cell, read, expected, message_vi, message_en
SELECT submission_id, code, sheet, cell, read, expected, message_vi, message_en
FROM finding
WHERE severity = 'error'
  AND submission_id IN (SELECT rejected_submission_id FROM completeness
      WHERE list_contains(string_split($1, ','), period))
  OR code IN ('held_contradicts', 'held_same_time')
  AND submission_id IN (SELECT held_submission_id FROM completeness
      WHERE list_contains(string_split($1, ','), period))
ORDER BY rowid
