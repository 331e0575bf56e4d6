-- warehouse/forget_files: empties what is known of the inbox before it is written anew.
-- Inputs: ledger.inbox_file
DELETE FROM ledger.inbox_file
