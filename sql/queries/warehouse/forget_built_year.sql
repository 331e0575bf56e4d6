-- warehouse/forget_built_year: empties ledger.built_year before it is written anew.
-- Inputs: ledger.built_year
DELETE FROM ledger.built_year
