-- warehouse/kept_head: whether the kept file has a table for how far the journal is taken in; a ledger that was written
-- before there were journals has none.
-- Grain: one row.
-- Columns: there
SELECT count(*) > 0 AS there
FROM duckdb_tables() WHERE database_name = 'kept' AND schema_name = 'ledger' AND table_name = 'journal_head'
