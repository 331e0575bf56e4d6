-- completeness/finding: the errors by which workbooks were rejected that have to be corrected and sent again,
-- why others are held, and what in those that count is unlike what the unit reported before.
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
  OR code IN ('cumulative_differs', 'unlike_history')
  AND submission_id IN (SELECT submission_id FROM completeness
      WHERE list_contains(string_split($1, ','), period))
ORDER BY rowid
