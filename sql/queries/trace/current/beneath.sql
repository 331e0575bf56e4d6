-- trace/current/beneath: a unit of current boundaries and every unit beneath it that has a row of the period.
-- Grain: unit.
-- Inputs: attainment_quarterly_current, attainment_yearly_current
-- Parameters: unit_id, period
-- Columns: unit_id
WITH RECURSIVE row_of_period AS (
    SELECT unit_id, parent_unit_id FROM attainment_quarterly_current WHERE period = $2
    UNION
    SELECT unit_id, parent_unit_id FROM attainment_yearly_current WHERE period = $2
),
beneath AS (
    SELECT $1::VARCHAR AS unit_id
    UNION
    SELECT r.unit_id FROM row_of_period AS r JOIN beneath AS b ON b.unit_id = r.parent_unit_id
)
SELECT unit_id FROM beneath
