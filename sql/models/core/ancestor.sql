-- core.ancestor: each unit that has units beneath it, with itself and everything above it. Reporting units are not in it:
-- they are summed into their direct parent first, which keeps this table small.
-- Grain: quarter × unit × ancestor.
-- Inputs: core.tree
-- Rebuild: by year
-- Touched: nothing
-- Columns: year, month, unit_key, ancestor_key
WITH RECURSIVE up AS (
    SELECT year, month, unit_key, unit_key AS ancestor_key, parent_key
    FROM core.tree WHERE NOT reporting AND year = getvariable('year')
    UNION ALL
    SELECT u.year, u.month, u.unit_key, t.unit_key, t.parent_key
    FROM up AS u
    JOIN core.tree AS t ON t.year = u.year AND t.month = u.month AND t.unit_key = u.parent_key
    WHERE t.year = getvariable('year')
)
SELECT year, month, unit_key, ancestor_key FROM up
