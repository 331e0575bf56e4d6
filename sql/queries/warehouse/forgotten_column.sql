-- warehouse/forgotten_column: the columns of an attached vintage in which texts of a workbook stand.
-- Grain: table × column.
-- Inputs: duckdb_columns
-- Columns: table_name, column_name
SELECT c.table_name, c.column_name
FROM duckdb_columns() AS c
SEMI JOIN (
    SELECT table_name FROM duckdb_columns() WHERE database_name = 'work' AND column_name = 'submission_id'
) AS s ON s.table_name = c.table_name
WHERE c.database_name = 'work' AND c.data_type = 'VARCHAR'
    AND c.column_name IN ('file_name', 'path', 'sheet', 'raw', 'read', 'expected', 'message_vi', 'message_en')
ORDER BY c.table_name, c.column_index
