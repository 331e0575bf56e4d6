-- trace/revision/touched_unit: takes the units whose rows of one period can differ between two vintages, both of which
-- say what the rows of each unit were made of.
-- Grain: unit.
-- Inputs: before and after: made.part
-- Parameters: period
-- Columns: unit_id
CREATE OR REPLACE TEMP TABLE touched_unit AS
WITH side AS (
    SELECT name, part, state FROM before.made.part
    WHERE period = $1 AND name IN ('attainment_quarterly', 'attainment_yearly')
    UNION ALL
    SELECT name, part, state FROM after.made.part
    WHERE period = $1 AND name IN ('attainment_quarterly', 'attainment_yearly')
)
SELECT DISTINCT part AS unit_id
FROM (SELECT part FROM side GROUP BY name, part HAVING count(*) = 1 OR min(state) <> max(state)) AS d
