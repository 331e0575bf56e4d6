-- warehouse/succession_step: in how many steps the cumulatives of a year's successors are taken apart, from a month on.
-- Grain: one row.
-- Inputs: core.succession_step
-- Parameters: year, month
-- Columns: steps
SELECT count(*) AS steps
FROM (SELECT DISTINCT month, step FROM core.succession_step WHERE year = $1::INTEGER AND month >= $2::INTEGER)
