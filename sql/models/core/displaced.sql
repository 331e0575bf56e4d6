-- core.displaced: what stays where it was achieved when units move, end or are divided: a cumulative that was placed
-- beneath one unit and whose owner stands elsewhere now. No later change moves it.
-- Grain: year × month in which the owner first stands elsewhere × unit above × series.
-- Inputs: core.tree, core.ancestor, core.period, core.fact, core.inherited, core.expectation
-- Rebuild: by year, from the first month that changed
-- Columns: year, month, unit_key, series_key, amount (to be added to what is beneath the unit, from that month on)
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
),
moved AS (
    SELECT q.month, q.last_month, o.unit_key, o.parent_key AS old_parent, n.parent_key AS new_parent
    FROM pair AS q
    JOIN place AS o ON o.month = q.last_month
    LEFT JOIN place AS n ON n.month = q.month AND n.unit_key = o.unit_key
    LEFT JOIN steady AS s ON s.month = q.month AND s.parent_key = o.parent_key
    WHERE n.unit_key IS NULL OR o.parent_key IS DISTINCT FROM n.parent_key
        OR o.parent_key IS NOT NULL AND s.parent_key IS NULL
),
asked AS (
    SELECT DISTINCT e.unit_key, e.series_key
    FROM core.expectation AS e
    JOIN (SELECT DISTINCT unit_key FROM moved) AS m ON m.unit_key = e.unit_key
    WHERE e.year = getvariable('year')
),
counted AS (
    SELECT m.month, m.last_month, m.unit_key, m.old_parent, m.new_parent, f.series_key, coalesce(i.own, f.ytd) AS own
    FROM moved AS m
    JOIN core.fact AS f ON f.month = m.last_month AND f.unit_key = m.unit_key
    JOIN asked AS a ON a.unit_key = f.unit_key AND a.series_key = f.series_key
    LEFT JOIN core.inherited AS i
        ON i.year = getvariable('year') AND i.month = m.last_month AND i.unit_key = m.unit_key
        AND i.series_key = f.series_key
    WHERE f.year = getvariable('year') AND coalesce(i.own, f.ytd) IS NOT NULL
),
shift AS (
    SELECT c.month, a.ancestor_key AS unit_key, c.series_key, c.own AS amount
    FROM counted AS c
    JOIN core.ancestor AS a
        ON a.year = getvariable('year') AND a.month = c.last_month AND a.unit_key = c.old_parent
    UNION ALL
    -- one that other units stand beneath now keeps what it achieved itself
    SELECT c.month, c.unit_key, c.series_key, c.own
    FROM counted AS c
    JOIN core.tree AS t ON t.year = getvariable('year') AND t.month = c.month AND t.unit_key = c.unit_key
    WHERE NOT t.reporting
    UNION ALL
    SELECT c.month, a.ancestor_key, c.series_key, -c.own
    FROM counted AS c
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.month = c.month AND a.unit_key = c.new_parent
),
summed AS (
    SELECT month, unit_key, series_key, sum(amount)::DECIMAL(30, 10) AS amount
    FROM shift
    GROUP BY month, unit_key, series_key
)
SELECT getvariable('year') AS year, month, unit_key, series_key, amount FROM summed WHERE amount <> 0
