-- trace/revision/row: one batch of the rows that may differ between two vintages.
-- Grain: unit × indicator × breakdown.
-- Inputs: differing_row (see trace/revision/differing_row)
-- Parameters: batch
-- Columns: as in differing_row, without batch
SELECT * EXCLUDE (batch) FROM differing_row WHERE batch = $1 ORDER BY ALL
