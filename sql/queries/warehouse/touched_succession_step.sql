-- warehouse/touched_succession_step: the steps in which the cumulatives of a year's touched successors are taken apart,
-- from a month on.
-- Grain: step.
-- Inputs: core.succession_step, touched_unit
-- Parameters: year, month
-- Columns: step
SELECT DISTINCT s.step
FROM core.succession_step AS s
SEMI JOIN touched_unit AS t ON t.year = s.year AND t.unit_key = s.unit_key
WHERE s.year = $1::INTEGER AND s.month >= $2::INTEGER
ORDER BY s.step
