-- revision_row: one batch of the rows that may differ between two vintages.
-- Grain: unit × indicator × breakdown.
-- Inputs: differing_row (see revision_row_quarterly)
-- Parameters: batch
-- Columns: as in differing_row, without batch
SELECT * EXCLUDE (batch) FROM differing_row WHERE batch = $1 ORDER BY ALL
