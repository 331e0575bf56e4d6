-- core.ended: the reporting units that ended in the course of a year, at the end of each quarter since.
-- Grain: quarter × ended unit.
-- Inputs: core.tree, core.period, staging.lifetime
-- Rebuild: by year
-- Touched: nothing
-- Columns: year, month, unit_key, just (it ended within the quarter)
WITH before AS (
    SELECT q.month, coalesce(max(p.last_day), month_end(getvariable('year') - 1, 12)) AS last_day
    FROM core.period AS q
    LEFT JOIN core.period AS p ON p.year = q.year AND p.month < q.month
    WHERE q.year = getvariable('year')
    GROUP BY q.month
)
SELECT t.year, t.month, t.unit_key, l.ended > b.last_day AS just
FROM core.tree AS t
JOIN before AS b ON b.month = t.month
JOIN staging.lifetime AS l ON l.unit_key = t.unit_key
WHERE t.year = getvariable('year') AND t.closed AND t.reporting
