-- warehouse/configuration_as_of: the tonghop.yaml in force at a moment.
-- Grain: one row at most.
-- Inputs: ledger.definition
-- Parameters: moment (UTC)
-- Columns: body
SELECT body FROM ledger.definition
WHERE kind = 'configuration' AND set_id = (SELECT max(set_id) FROM ledger.definition WHERE recorded_at <= $1::TIMESTAMP)
