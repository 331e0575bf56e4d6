-- trace/revision/comparable: in how many of two vintages everything stands that a comparison reads.
-- Grain: one row.
-- Columns: vintages
SELECT count(*) AS vintages
FROM duckdb_columns()
WHERE database_name IN ('before', 'after') AND table_name = 'observation' AND column_name = 'year'
  AND database_name IN (SELECT database_name FROM duckdb_tables() WHERE table_name = 'setting')
