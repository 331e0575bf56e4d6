-- warehouse/table_difference: the rows in which a sealed table and another differ, as often as they do; their order
-- does not count. {{sealed}} and {{other}} are the two tables, {{columns}} the columns of the sealed one as texts,
-- {{names}} their names.
-- Grain: row of one table that the other lacks.
-- Inputs: the two tables
-- Columns: side (sealed, now), text (the row, separated by commas)
WITH sealed AS (SELECT {{columns}} FROM {{sealed}}),
other AS (SELECT {{columns}} FROM {{other}}),
gone AS (SELECT * FROM sealed EXCEPT ALL SELECT * FROM other),
come AS (SELECT * FROM other EXCEPT ALL SELECT * FROM sealed),
either AS (
    SELECT 'sealed' AS side, concat_ws(',', {{names}}) AS text FROM gone
    UNION ALL
    SELECT 'now', concat_ws(',', {{names}}) FROM come
)
SELECT side, text FROM either ORDER BY text, side
