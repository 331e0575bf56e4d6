-- warehouse/touched_count: how many units of a year are touched, and how many there are in all.
-- Grain: one row.
-- Inputs: core.touched, core.tree
-- Parameters: year
-- Columns: touched, units
SELECT
    (SELECT count(*) FROM core.touched WHERE year = $1::INTEGER) AS touched,
    (SELECT count(DISTINCT unit_key) FROM core.tree WHERE year = $1::INTEGER) AS units
