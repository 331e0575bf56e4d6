-- trace/revision/every_unit: takes every unit that has rows of one period in one of two vintages, where nothing says
-- whose rows can differ.
-- Grain: unit.
-- Inputs: before and after: attainment_quarterly, attainment_yearly
-- Parameters: period
-- Columns: unit_id
CREATE OR REPLACE TEMP TABLE touched_unit AS
SELECT unit_id FROM before.attainment_quarterly WHERE period = $1
UNION SELECT unit_id FROM before.attainment_yearly WHERE period = $1
UNION SELECT unit_id FROM after.attainment_quarterly WHERE period = $1
UNION SELECT unit_id FROM after.attainment_yearly WHERE period = $1
