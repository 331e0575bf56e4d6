-- kept_schema: how far the schema of the attached ledger has come.
-- Grain: one row.
-- Inputs: migration of the attached file
-- Columns: number
SELECT coalesce(max(number), 0) AS number FROM kept.migration
