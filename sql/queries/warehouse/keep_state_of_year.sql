-- warehouse/keep_state_of_year: keeps from what a year's tables were built.
-- Inputs: ledger.built_year
-- Parameters: year, state
INSERT INTO ledger.built_year VALUES ($1, $2)
