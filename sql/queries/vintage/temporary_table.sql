-- vintage/temporary_table: the statements that drop the temporary tables of a connection.
-- Grain: temporary table.
-- Columns: statement
SELECT printf('DROP TABLE temp.main."%s"', table_name) AS statement FROM duckdb_tables() WHERE temporary
