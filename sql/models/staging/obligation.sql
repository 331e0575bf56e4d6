-- staging.obligation: what the forms in force ask of whom.
-- Grain: form definition.
-- Inputs: ledger.obligation
-- Rebuild: whole
-- Columns: as in the ledger; valid_from, valid_to and cutoff_day (0: periods end with their last month) are filled
SELECT * REPLACE (
    coalesce(valid_from, DATE '0001-01-01') AS valid_from, coalesce(valid_to, DATE '9999-12-31') AS valid_to,
    coalesce(cutoff_day, getvariable('cutoff_day')) AS cutoff_day
)
FROM ledger.obligation
WHERE set_id = (SELECT max(set_id) FROM ledger.obligation WHERE recorded_at <= getvariable('as_of'))
