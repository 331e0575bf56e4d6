-- warehouse/built_year: from what each year's tables were built.
-- Grain: year.
-- Inputs: ledger.built_year
-- Columns: year, state
SELECT year, state FROM ledger.built_year
