-- completeness/unplaced: how many workbooks were rejected of which no unit's row can tell, since form, unit or period
-- could not be read of them: those of these periods, and those of no known period that came after these periods had
-- ended.
-- Grain: one row.
-- Inputs: completeness, submission
-- Parameters: periods (joined by commas)
-- Columns: submissions
SELECT count(*) AS submissions
FROM submission AS s
ANTI JOIN completeness AS c ON c.unit_id = s.unit_id AND c.form = s.form AND c.period = s.period
WHERE s.status = 'rejected' AND (
    list_contains(string_split($1, ','), s.period)
    OR s.period IS NULL AND s.received_at > (SELECT min(period_end) FROM completeness
        WHERE list_contains(string_split($1, ','), period))
)
