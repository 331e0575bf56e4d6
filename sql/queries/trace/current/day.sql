-- trace/current/day: the last days of a year's quarters, and the last day of the year before.
-- Grain: quarter.
-- Inputs: quarter, setting
-- Parameters: year
-- Columns: quarter (0: of the year before), last_day (text)
WITH cutoff AS (SELECT value::INTEGER AS day FROM setting WHERE name = 'cutoff_day')
SELECT
    q.quarter,
    CASE c.day WHEN 0 THEN last_day(make_date($1::INTEGER + q.later, q.month, 1))
        ELSE make_date($1::INTEGER + q.later, q.month, c.day) END::VARCHAR
FROM cutoff AS c
CROSS JOIN (VALUES (0, -1, 12), (1, 0, 3), (2, 0, 6), (3, 0, 9), (4, 0, 12)) AS q (quarter, later, month)
ORDER BY q.quarter
