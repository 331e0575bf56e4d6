-- rollup_adds_up: a consolidated number equals the sum of the numbers of the units directly beneath it, without what
-- these hold of others and with what was achieved beneath it by units that are elsewhere now. The roll-up itself goes
-- another way (reporting units into their parents, those into every ancestor), so this finds double counting.
-- Inputs: core.attainment, core.tree, core.unplaced
-- Scope: by year
-- Touched: core.tree by parent_key
-- Returns: the rows that differ
WITH beneath AS (
    SELECT
        a.month, t.parent_key AS unit_key, a.series_key, sum(a.flow - coalesce(a.held_flow, 0)) AS flow,
        sum(a.ytd - coalesce(a.held_ytd, 0) - coalesce(a.aside, 0)) AS ytd, sum(a.stock) AS stock,
        sum(a.expected) AS expected, sum(a.reported) AS reported, sum(a.contributing_ytd) AS contributing_ytd
    FROM core.attainment AS a
    JOIN core.tree AS t ON t.month = a.month AND t.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.month >= getvariable('first_month') AND t.year = getvariable('year')
        AND t.parent_key IS NOT NULL
    GROUP BY a.month, t.parent_key, a.series_key
),
above AS (
    SELECT DISTINCT parent_key FROM core.tree WHERE year = getvariable('year') AND month >= getvariable('first_month')
),
stated AS (
    SELECT
        a.month, a.unit_key, a.series_key, a.flow - coalesce(a.held_flow, 0) AS flow,
        a.ytd - coalesce(a.held_ytd, 0) - coalesce(a.aside, 0) AS ytd, a.stock, a.expected, a.reported,
        a.contributing_ytd
    FROM core.attainment AS a
    SEMI JOIN above AS t ON t.parent_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.month >= getvariable('first_month')
),
hidden AS (SELECT DISTINCT month, series_key FROM core.unplaced WHERE year = getvariable('year') AND hidden)
SELECT getvariable('year') AS year, a.month, a.unit_key, a.series_key, a.ytd, b.ytd AS beneath_ytd
FROM stated AS a
JOIN beneath AS b ON b.month = a.month AND b.unit_key = a.unit_key AND b.series_key = a.series_key
LEFT JOIN hidden AS h ON h.month = a.month AND h.series_key = a.series_key
-- A unit that ended with a cumulative of 0 has no row any more and still counts above: 0 of nothing is no difference.
WHERE a.flow IS DISTINCT FROM b.flow
    OR h.month IS NULL AND a.ytd IS DISTINCT FROM b.ytd AND NOT (a.ytd = 0 AND b.ytd IS NULL)
    OR a.stock IS DISTINCT FROM b.stock
    OR a.expected <> b.expected OR a.reported <> b.reported OR a.contributing_ytd <> b.contributing_ytd
