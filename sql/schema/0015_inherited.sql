-- What a successor's cumulative holds of its predecessors stands in the rows of closed periods too; NULL in rows that
-- were sealed before.
ALTER TABLE ledger.sealed_quarterly ADD COLUMN inherited_ytd DECIMAL(30, 10);
ALTER TABLE ledger.sealed_yearly ADD COLUMN inherited_ytd DECIMAL(30, 10);
