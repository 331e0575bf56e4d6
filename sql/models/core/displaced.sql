-- core.displaced: what stays where it was achieved when units move, end or are divided: a cumulative that was placed
-- beneath one unit and whose owner stands elsewhere now. No later change moves it.
-- Grain: year × month in which the owner first stands elsewhere × unit above × series.
-- Inputs: core.moved, core.tree, core.ancestor, core.fact, core.inherited, core.expectation
-- Rebuild: by year, from the first month that changed
-- Only years of: core.moved
-- Columns: year, month, unit_key, series_key, amount (to be added to what is beneath the unit, from that month on)
WITH moved AS (
    SELECT month, last_month, unit_key, old_parent, new_parent
    FROM core.moved WHERE year = getvariable('year') AND month >= getvariable('first_month')
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
