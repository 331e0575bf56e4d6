-- warehouse/forget_journal_head: empties ledger.journal_head before it is written anew.
-- Inputs: ledger.journal_head
DELETE FROM ledger.journal_head
