-- warehouse/observation_count: how large the ledger is.
-- Grain: one row.
-- Inputs: ledger.observation
-- Columns: observations
SELECT count(*) AS observations FROM ledger.observation
