-- warehouse/forget_touched: forgets which units of a year were touched.
-- Inputs: core.touched
-- Parameters: year
DELETE FROM core.touched WHERE year = $1::INTEGER
