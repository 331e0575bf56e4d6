-- core.closing_stock: the stock that each unit ended the year with, the consolidated ones too: what next year's targets that
-- are a share of it are computed from.
-- Grain: year × unit × series of which some target of the next year, or of a term that begins with it, is a share.
-- Inputs: core.fact, core.expectation, core.tree, core.ancestor, staging.series, staging.target
-- Rebuild: by year
-- Columns: year, unit_key, series_key, stock, month (the last one for which any is known), complete (no unit's is missing in it)
WITH base AS (SELECT DISTINCT share_of AS series_key FROM staging.target WHERE first_year = getvariable('year') + 1),
-- What was stated, and what was asked for: a unit that was asked and stated nothing makes a sum
-- incomplete.
cell AS (
    SELECT f.month, f.unit_key, f.series_key, f.stock, false AS asked
    FROM core.fact AS f
    JOIN base AS b ON b.series_key = f.series_key
    WHERE f.year = getvariable('year') AND f.stock IS NOT NULL
    UNION ALL
    SELECT e.month, e.unit_key, e.series_key, NULL, true
    FROM core.expectation AS e
    JOIN base AS b ON b.series_key = e.series_key
    JOIN staging.series AS s ON s.series_key = e.series_key AND s.is_stock
    WHERE e.year = getvariable('year')
),
leaf AS (
    SELECT c.month, c.unit_key, t.parent_key, c.series_key, sum(c.stock) AS stock, bool_or(c.asked)
        AND count(c.stock) = 0 AS missing
    FROM cell AS c
    JOIN core.tree AS t ON t.year = getvariable('year') AND t.month = c.month AND t.unit_key = c.unit_key
        AND t.reporting
        AND NOT t.closed
    GROUP BY ALL
),
-- The sum of every unit above, and whether a unit beneath it is missing.
every_unit AS (
    SELECT month, unit_key, series_key, stock, missing FROM leaf
    UNION ALL
    SELECT l.month, a.ancestor_key, l.series_key, sum(l.stock), bool_or(l.missing)
    FROM leaf AS l
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.month = l.month AND a.unit_key = l.parent_key
    GROUP BY l.month, a.ancestor_key, l.series_key
)
SELECT
    getvariable('year') AS year, unit_key, series_key, arg_max(stock, month)::DECIMAL(30, 10) AS stock, max(month)
        AS month,
    NOT arg_max(missing, month) AS complete
FROM every_unit
WHERE stock IS NOT NULL
GROUP BY unit_key, series_key
