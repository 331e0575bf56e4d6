-- revision_comparable: in how many of two vintages the tables stand that a comparison reads.
-- Grain: one row.
-- Columns: vintages
SELECT count(*) AS vintages
FROM duckdb_tables() WHERE database_name IN ('before', 'after') AND table_name = 'setting'
