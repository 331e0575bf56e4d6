-- lake/forgotten: how many submissions had their texts taken out by decision.
-- Grain: one row.
-- Inputs: ledger.action
-- Columns: forgotten
SELECT count(*)::INTEGER AS forgotten FROM ledger.action WHERE kind = 'forget'
