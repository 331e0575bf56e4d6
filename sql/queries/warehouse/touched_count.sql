-- warehouse/touched_count: how many units of a year are touched, and how many there are in all.
-- Grain: one row.
-- Inputs: touched_unit, core.tree
-- Parameters: year
-- Columns: touched, units
SELECT
    (SELECT count(*) FROM touched_unit WHERE year = $1::INTEGER) AS touched,
    (SELECT count(DISTINCT unit_key) FROM core.tree WHERE year = $1::INTEGER) AS units
