-- warehouse/period_step: the periods of a year that a model is made of one after the other, from a month on.
-- Grain: period.
-- Inputs: core.period
-- Parameters: year, month
-- Columns: month in which the period ends
SELECT month FROM core.period WHERE year = $1::INTEGER AND month >= $2::INTEGER ORDER BY month
