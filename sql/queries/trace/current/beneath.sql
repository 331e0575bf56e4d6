-- trace/current/beneath: what stands above each unit of current boundaries that has a row of a period.
-- Grain: unit.
-- Inputs: attainment_quarterly_current, attainment_yearly_current
-- Parameters: period
-- Columns: unit_id, parent_unit_id (empty: none)
SELECT DISTINCT unit_id, coalesce(parent_unit_id, '') FROM attainment_quarterly_current WHERE period = $1
UNION
SELECT DISTINCT unit_id, coalesce(parent_unit_id, '') FROM attainment_yearly_current WHERE period = $1
