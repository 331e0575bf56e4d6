-- trace/revision/comparable: in how many of two vintages everything stands that a comparison reads. The year of an
-- observation came last.
-- Grain: one row.
-- Inputs: before and after: observation (its columns)
-- Columns: vintages
SELECT count(*) AS vintages
FROM (
    SELECT name FROM pragma_table_info('before.main.observation')
    UNION ALL
    SELECT name FROM pragma_table_info('after.main.observation')
) AS c
WHERE name = 'year'
