-- warehouse/stored_rows: how many rows of core.attainment have room in the file, and how many of them are there: the
-- others were replaced, and are gone.
-- Grain: one row.
-- Inputs: core.attainment
-- Columns: stored, there
SELECT
    coalesce((
        SELECT max(estimated_size) FROM duckdb_tables()
        WHERE database_name = current_database() AND schema_name = 'core' AND table_name = 'attainment'
    ), 0)::BIGINT AS stored,
    (SELECT count(*) FROM core.attainment) AS there
