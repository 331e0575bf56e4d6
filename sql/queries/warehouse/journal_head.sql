-- warehouse/journal_head: how far the journal is taken in.
-- Grain: one row, or none where the ledger was written before there were journals.
-- Inputs: ledger.journal_head
-- Columns: lines, sha256, bytes
SELECT lines, sha256, bytes FROM ledger.journal_head
