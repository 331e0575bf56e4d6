-- revision_tree_yearly: what stands above each unit in one period of two vintages.
-- Grain: vintage × unit.
-- Inputs: before and after: attainment_yearly
-- Parameters: period
-- Columns: later, unit_id, parent_unit_id ("" for a root)
SELECT DISTINCT false AS later, unit_id, coalesce(parent_unit_id, '') AS parent_unit_id FROM before.attainment_yearly WHERE period = $1
UNION ALL
SELECT DISTINCT true, unit_id, coalesce(parent_unit_id, '') FROM after.attainment_yearly WHERE period = $1
