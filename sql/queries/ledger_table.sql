-- ledger_table: the ledger's tables.
-- Grain: table.
-- Columns: table_name
SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = 'ledger' ORDER BY table_name
