-- completeness/table: whether a vintage has the tables that a status is read from; one made by an earlier version of
-- tonghop has not.
-- Grain: one row.
-- Columns: tables
SELECT count(*) AS tables FROM duckdb_tables() WHERE schema_name = 'main'
    AND table_name IN ('completeness_rollup', 'form')
