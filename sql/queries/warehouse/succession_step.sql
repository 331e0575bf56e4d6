-- warehouse/succession_step: the steps in which the cumulatives of successors are taken apart, from a month on.
-- Grain: step.
-- Inputs: core.succession_step
-- Parameters: year, month
-- Columns: step
SELECT DISTINCT step FROM core.succession_step WHERE year = $1::INTEGER AND month >= $2::INTEGER ORDER BY step
