-- warehouse/forget_state_of_year: forgets from what a year's tables were built, before they are built anew.
-- Inputs: ledger.built_year
-- Parameters: year
DELETE FROM ledger.built_year WHERE year = $1
