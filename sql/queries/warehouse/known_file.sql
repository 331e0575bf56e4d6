-- warehouse/known_file: what the inbox knew of each file after the last run.
-- Grain: file.
-- Inputs: ledger.inbox_file
-- Columns: path, size, modified_at, sha256
SELECT path, size, modified_at, sha256 FROM ledger.inbox_file
