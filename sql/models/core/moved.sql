-- core.moved: the reporting units that stand elsewhere at the end of a quarter than at the end of the one before: their
-- parent is another one, or stands elsewhere itself, or they ended, or others stand beneath them now.
-- Grain: quarter × unit.
-- Inputs: core.tree, core.ancestor, core.period
-- Rebuild: by year, from the first month that changed
-- Touched: nothing
-- Columns: year, month, last_month (of the quarter before), unit_key, old_parent, new_parent (NULL: it reports no more)
WITH pair AS (
    SELECT q.month, max(p.month) AS last_month
    FROM core.period AS q
    JOIN core.period AS p ON p.year = q.year AND p.month < q.month
    WHERE q.year = getvariable('year') AND q.month >= getvariable('first_month')
    GROUP BY q.month
),
path AS (
    SELECT month, unit_key, array_sort(array_agg(ancestor_key)) AS above
    FROM core.ancestor WHERE year = getvariable('year')
    GROUP BY month, unit_key
),
-- parents beneath which nothing of the path above changed
steady AS (
    SELECT q.month, n.unit_key AS parent_key
    FROM pair AS q
    JOIN path AS o ON o.month = q.last_month
    JOIN path AS n ON n.month = q.month AND n.unit_key = o.unit_key AND n.above = o.above
),
place AS (
    SELECT month, unit_key, parent_key FROM core.tree WHERE year = getvariable('year') AND reporting
)
SELECT
    getvariable('year') AS year, q.month, q.last_month, o.unit_key, o.parent_key AS old_parent,
    n.parent_key AS new_parent
FROM pair AS q
JOIN place AS o ON o.month = q.last_month
LEFT JOIN place AS n ON n.month = q.month AND n.unit_key = o.unit_key
LEFT JOIN steady AS s ON s.month = q.month AND s.parent_key = o.parent_key
WHERE n.unit_key IS NULL OR o.parent_key IS DISTINCT FROM n.parent_key
    OR o.parent_key IS NOT NULL AND s.parent_key IS NULL
