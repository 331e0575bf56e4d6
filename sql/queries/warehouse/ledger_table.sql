-- warehouse/ledger_table: the ledger's tables that the kept file has, and what a file of an earlier version of tonghop
-- lacks of their columns.
-- Grain: table.
-- Columns: table_name, lacking (columns to select besides those that are there, as SQL; empty when none is lacking)
WITH here AS (FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = 'ledger'),
kept AS (FROM duckdb_columns() WHERE database_name = 'kept' AND schema_name = 'ledger')
SELECT
    h.table_name,
    coalesce(string_agg(format(', NULL::{} AS {}', h.data_type, h.column_name), '' ORDER BY h.column_index)
        FILTER (k.column_name IS NULL), '') AS lacking
FROM here AS h
LEFT JOIN kept AS k ON k.table_name = h.table_name AND k.column_name = h.column_name
GROUP BY h.table_name
HAVING count(k.column_name) > 0
ORDER BY h.table_name
