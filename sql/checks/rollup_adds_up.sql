-- rollup_adds_up: a consolidated number equals the sum of the numbers of the units directly beneath it. The roll-up
-- itself goes another way (reporting units into their parents, those into every ancestor), so this finds double
-- counting.
-- Inputs: core.attainment, core.tree
-- Scope: by year
-- Returns: the rows that differ
WITH beneath AS (
    SELECT a.year, a.month, t.parent_key AS unit_key, a.series_key, sum(a.flow) AS flow, sum(a.ytd) AS ytd,
        sum(a.stock) AS stock,
        sum(a.expected) AS expected, sum(a.reported) AS reported, sum(a.contributing_ytd) AS contributing_ytd
    FROM core.attainment AS a
    JOIN core.tree AS t ON t.year = a.year AND t.month = a.month AND t.unit_key = a.unit_key
    WHERE t.parent_key IS NOT NULL AND a.year = getvariable('year') AND a.month >= getvariable('first_month')
        AND t.year = getvariable('year')
    GROUP BY ALL
)
SELECT a.year, a.month, a.unit_key, a.series_key, a.ytd, b.ytd AS beneath_ytd
FROM core.attainment AS a
JOIN beneath AS b ON b.year = a.year AND b.month = a.month AND b.unit_key = a.unit_key AND b.series_key = a.series_key
WHERE a.year = getvariable('year') AND (
    a.flow IS DISTINCT FROM b.flow OR a.ytd IS DISTINCT FROM b.ytd OR a.stock IS DISTINCT FROM b.stock
    OR a.expected <> b.expected OR a.reported <> b.reported OR a.contributing_ytd <> b.contributing_ytd
)
