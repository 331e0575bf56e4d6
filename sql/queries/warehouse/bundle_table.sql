-- warehouse/bundle_table: the tables of the ledger that go into the bundle of a closed year, and which rows of them: of
-- submissions and what was read in them those that count in the year or the year before, whose last stocks targets may
-- be a share of; of sealed rows those of periods that are closed already; of everything else all rows.
-- Grain: table.
-- Inputs: duckdb_columns
-- Parameters: year
-- Columns: table_name, condition (SQL; it reads staging.current_reading and ledger.action)
WITH held AS (
    SELECT table_name, list(column_name) AS names
    FROM duckdb_columns()
    WHERE database_name = current_database() AND schema_name = 'ledger'
        AND table_name NOT IN ('inbox_file', 'read_with', 'built_year', 'journal_head')
    GROUP BY table_name
)
SELECT
    table_name,
    CASE
        WHEN array_contains(names, 'reading_id')
            THEN format('reading_id IN (SELECT reading_id FROM staging.current_reading WHERE year IN ({}, {}))',
                $1::INTEGER - 1, $1::INTEGER)
        WHEN array_contains(names, 'submission_id')
            THEN format('submission_id IN (SELECT submission_id FROM staging.current_reading WHERE year IN ({}, {}))',
                $1::INTEGER - 1, $1::INTEGER)
        WHEN table_name LIKE 'sealed%' THEN 'action_id IN (SELECT action_id FROM ledger.action)'
        ELSE 'true'
    END AS condition
FROM held
ORDER BY table_name
