-- core.succession_step: in which order the cumulatives of successors are taken apart: period by period, and within a
-- period a successor after those of its predecessors that ended in the same period. Those that share what a split
-- divides come together. A unit that was founded in the year is among them, also where it follows no other: it has no
-- number from before its founding.
-- Grain: year × month × successor, from the period of its first succession on.
-- Inputs: core.succession, core.period, staging.lifetime
-- Rebuild: by year, from the first month that changed
-- Touched: nothing
-- Columns: year, month, unit_key, last_month (of the period before; 0: the year begins), step (1: first)
WITH RECURSIVE begun AS (
    SELECT successor_key AS unit_key, month_end(year, month) AS last_day, component
    FROM core.succession WHERE year = getvariable('year')
    UNION ALL
    SELECT unit_key, founded, NULL FROM staging.lifetime
    WHERE founded > month_end(getvariable('year') - 1, 12) + 1 AND founded <= month_end(getvariable('year'), 12)
),
active AS (
    SELECT q.month, b.unit_key, min(b.component) AS component
    FROM begun AS b
    JOIN core.period AS q ON q.last_day >= b.last_day
    WHERE q.year = getvariable('year')
    GROUP BY q.month, b.unit_key
),
turn AS (
    SELECT month, unit_key, 1 AS turn FROM active
    UNION ALL
    SELECT t.month, s.successor_key, t.turn + 1
    FROM turn AS t
    JOIN core.succession AS s
        ON s.predecessor_key = t.unit_key AND s.month = t.month AND s.read_month = t.month
        AND s.successor_key <> t.unit_key
    WHERE s.year = getvariable('year') AND t.turn < 20
),
last AS (SELECT month, unit_key, max(turn) AS turn FROM turn GROUP BY month, unit_key),
together AS (
    SELECT a.month, a.unit_key, max(l.turn) OVER (PARTITION BY a.month, coalesce(a.component, -a.unit_key)) AS turn
    FROM active AS a
    JOIN last AS l ON l.month = a.month AND l.unit_key = a.unit_key
),
before AS (
    SELECT q.month, coalesce(max(p.month), 0) AS last_month
    FROM core.period AS q
    LEFT JOIN core.period AS p ON p.year = q.year AND p.month < q.month
    WHERE q.year = getvariable('year')
    GROUP BY q.month
),
-- A step has the same number from whichever month on the year is made.
numbered AS (
    SELECT t.month, t.unit_key, b.last_month, dense_rank() OVER (ORDER BY t.month, t.turn)::INTEGER AS step
    FROM together AS t
    JOIN before AS b ON b.month = t.month
)
SELECT getvariable('year') AS year, month, unit_key, last_month, step
FROM numbered
WHERE month >= getvariable('first_month')
