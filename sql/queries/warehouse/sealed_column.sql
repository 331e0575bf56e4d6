-- warehouse/sealed_column: the columns of a table of sealed rows that come from the published table of the same name.
-- Grain: column.
-- Inputs: ledger.sealed_quarterly or ledger.sealed_yearly
-- Parameters: table name
-- Columns: column_name
SELECT column_name
FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = 'ledger' AND table_name = $1 AND column_name <> 'action_id'
ORDER BY column_index
