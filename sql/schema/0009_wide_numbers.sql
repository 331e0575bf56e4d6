-- Numbers to 10^18 with ten decimals, exactly; and sums of them in the rows of closed periods. What was written before keeps
-- its value: a DECIMAL(18, 4) fits. A percentage is one of such sums.
ALTER TABLE ledger.observation ALTER COLUMN value TYPE DECIMAL(29, 10);
ALTER TABLE ledger.target_row ALTER COLUMN value TYPE DECIMAL(29, 10);
ALTER TABLE ledger.sealed_quarterly ALTER COLUMN actual TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_quarterly ALTER COLUMN actual_ytd TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_quarterly ALTER COLUMN target TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_quarterly ALTER COLUMN target_original TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_quarterly ALTER COLUMN attainment_pct TYPE DECIMAL(38, 4);
ALTER TABLE ledger.sealed_quarterly ALTER COLUMN remaining TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_yearly ALTER COLUMN actual TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_yearly ALTER COLUMN target TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_yearly ALTER COLUMN target_original TYPE DECIMAL(30, 10);
ALTER TABLE ledger.sealed_yearly ALTER COLUMN attainment_pct TYPE DECIMAL(38, 4);
ALTER TABLE ledger.sealed_yearly ALTER COLUMN remaining TYPE DECIMAL(30, 10);
