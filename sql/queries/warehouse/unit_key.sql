-- warehouse/unit_key: the number that stands for each unit in the large tables.
-- Grain: unit.
-- Inputs: ledger.unit_key
-- Columns: unit_id, unit_key
SELECT unit_id, unit_key FROM ledger.unit_key
