-- warehouse/forget_read_with: empties ledger.read_with before it is written anew.
-- Inputs: ledger.read_with
DELETE FROM ledger.read_with
