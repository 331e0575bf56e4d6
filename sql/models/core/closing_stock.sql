-- core.closing_stock: the stock that each unit ended the year with, the consolidated ones too: what next year's targets that
-- are a share of it are computed from.
-- Grain: year × unit × series.
-- Inputs: core.fact, core.tree, core.ancestor
-- Rebuild: by year
-- Columns: year, unit_key, series_key, stock (of the last quarter for which any is known)
WITH leaf AS (
    SELECT f.quarter, f.unit_key, t.parent_key, f.series_key, f.stock
    FROM core.fact AS f
    JOIN core.tree AS t ON t.year = getvariable('year') AND t.quarter = f.quarter AND t.unit_key = f.unit_key
    WHERE f.year = getvariable('year') AND f.stock IS NOT NULL AND t.reporting
),
every_unit AS (
    SELECT quarter, unit_key, series_key, stock FROM leaf
    UNION ALL
    SELECT l.quarter, a.ancestor_key, l.series_key, sum(l.stock)
    FROM leaf AS l
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.quarter = l.quarter AND a.unit_key = l.parent_key
    GROUP BY l.quarter, a.ancestor_key, l.series_key
)
SELECT getvariable('year') AS year, unit_key, series_key, arg_max(stock, quarter)::DECIMAL(18, 4) AS stock
FROM every_unit
GROUP BY unit_key, series_key
