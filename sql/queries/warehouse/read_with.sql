-- warehouse/read_with: the definitions and unit names with which every submission was last read, and which
-- contents were not, since the archive had lost their bytes.
-- Grain: one row at most.
-- Inputs: ledger.read_with
-- Columns: read_with
SELECT read_with FROM ledger.read_with
