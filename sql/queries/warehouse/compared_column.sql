-- warehouse/compared_column: the columns in which two attached ledgers, old and new, can be compared, with the SQL that
-- writes each as a text; numbers of units and series are written as what they stand for, since each ledger gives its
-- own. {{ledger}} in it stands for one of the ledgers.
-- Grain: table × column that both ledgers have.
-- Inputs: duckdb_columns
-- Columns: table_name, column_name, text, later (earlier versions of tonghop left it NULL in what they made of the
--          office's definitions; this one would fill it)
WITH both_have AS (
    SELECT o.table_name, o.column_name, n.column_index
    FROM duckdb_columns() AS o
    JOIN duckdb_columns() AS n ON n.table_name = o.table_name AND n.column_name = o.column_name
        AND n.schema_name = 'ledger' AND n.database_name = 'made'
    WHERE o.schema_name = 'ledger' AND o.database_name = 'kept'
)
SELECT
    table_name, column_name,
    CASE
        WHEN column_name IN ('unit_key', 'parent_key', 'successor_key') THEN format(
            'coalesce((SELECT k.unit_id FROM {{{{ledger}}}}.unit_key AS k WHERE k.unit_key = t.{}), '''')', column_name)
        WHEN column_name IN ('series_key', 'share_of') THEN format(
            'coalesce((SELECT k.indicator || '' '' || k.breakdown FROM {{{{ledger}}}}.series_key AS k '
            || 'WHERE k.series_key = t.{}), '''')', column_name)
        ELSE format('coalesce(t.{}::VARCHAR, '''')', column_name)
    END AS text,
    table_name || '.' || column_name IN (
        'obligation.cutoff_day', 'obligation.counts', 'obligation.final', 'obligation_series.history_factor',
        'obligation_series.history_least', 'change_row.counts', 'change_row.allocation', 'change_row.ordinal'
    ) AS later
FROM both_have
WHERE table_name NOT IN ('inbox_file', 'read_with', 'built_year', 'journal_head', 'unit_key', 'series_key')
    AND column_name NOT IN ('message_vi', 'message_en')
ORDER BY table_name, column_index
