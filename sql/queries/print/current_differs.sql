-- print/current_differs: whether a year's numbers in current boundaries are others than those in the boundaries of the
-- year.
-- Grain: one row.
-- Inputs: attainment_yearly, attainment_yearly_current
-- Parameters: year
-- Columns: differs
WITH here AS (
    SELECT concat_ws(' ', count(*), bit_xor(hash(hash(n)))) AS state
    FROM (SELECT unit_id, indicator, breakdown, actual, target FROM attainment_yearly_current WHERE year = $1) AS n
),
there AS (
    SELECT concat_ws(' ', count(*), bit_xor(hash(hash(n)))) AS state
    FROM (SELECT unit_id, indicator, breakdown, actual, target FROM attainment_yearly WHERE year = $1) AS n
)
SELECT here.state <> there.state AS differs FROM here CROSS JOIN there
