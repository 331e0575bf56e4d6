-- trace/revision/tree: what stands above each unit in one period, a quarter or a year, of two vintages.
-- Grain: vintage × unit.
-- Inputs: before and after: attainment_quarterly, attainment_yearly
-- Parameters: period
-- Columns: later, unit_id, parent_unit_id ("" for a root)
WITH side AS (
    SELECT false AS later, unit_id, parent_unit_id FROM before.attainment_quarterly WHERE period = $1
    UNION ALL
    SELECT false, unit_id, parent_unit_id FROM before.attainment_yearly WHERE period = $1
    UNION ALL
    SELECT true, unit_id, parent_unit_id FROM after.attainment_quarterly WHERE period = $1
    UNION ALL
    SELECT true, unit_id, parent_unit_id FROM after.attainment_yearly WHERE period = $1
)
SELECT DISTINCT later, unit_id, coalesce(parent_unit_id, '') AS parent_unit_id FROM side
