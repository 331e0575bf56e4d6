-- core.unplaced: what the cumulatives of a split's successors state together beyond what the split divides, where
-- nothing says which of them it belongs to. It counts in the lowest unit above all of them, and the cumulatives of the
-- units between are not known.
-- Grain: year × month × unit above × series.
-- Inputs: core.inherited, core.tree, core.ancestor
-- Rebuild: by year, from the first month that changed
-- Columns: year, month, unit_key, series_key, amount (0 where hidden), hidden (the unit's cumulative is not known)
WITH open AS (
    SELECT month, unit_key, series_key, component, want, spare
    FROM core.inherited
    WHERE year = getvariable('year') AND month >= getvariable('first_month') AND want > 0
),
excess AS (
    SELECT month, component, series_key, count(*) AS units, (sum(want) - max(spare))::DECIMAL(30, 10) AS amount
    FROM open
    GROUP BY month, component, series_key
    HAVING count(*) > 1 AND sum(want) > max(spare)
),
above AS (
    SELECT o.month, o.component, o.series_key, a.ancestor_key AS unit_key, count(*) AS units
    FROM open AS o
    JOIN core.tree AS t ON t.year = getvariable('year') AND t.month = o.month AND t.unit_key = o.unit_key
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.month = o.month AND a.unit_key = t.parent_key
    GROUP BY o.month, o.component, o.series_key, a.ancestor_key
),
each AS (
    SELECT
        e.month, a.unit_key, e.series_key, CASE WHEN a.units = e.units THEN e.amount ELSE 0 END AS amount,
        a.units < e.units AS hidden
    FROM excess AS e
    JOIN above AS a ON a.month = e.month AND a.component = e.component AND a.series_key = e.series_key
)
SELECT
    getvariable('year') AS year, month, unit_key, series_key, sum(amount)::DECIMAL(30, 10) AS amount,
    bool_or(hidden) AS hidden
FROM each
GROUP BY month, unit_key, series_key
