-- trace/revision/has_succession: whether both vintages say how the numbers of units that changed count in totals.
-- Grain: one row.
-- Inputs: duckdb_tables
-- Columns: both
SELECT count(*) = 2 AS both
FROM duckdb_tables()
WHERE table_name = 'succession' AND database_name IN ('before', 'after')
