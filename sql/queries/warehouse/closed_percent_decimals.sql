-- warehouse/closed_percent_decimals: how many digits after the decimal point the percentages of closed periods have.
-- They were rounded when the period was closed, and are shown as they were then.
-- Grain: one row.
-- Inputs: staging.closed_period, ledger.sealed_quarterly, ledger.sealed_yearly
-- Columns: percent_decimals (0 when no period is closed)
WITH sealed AS (
    SELECT action_id, attainment_pct FROM ledger.sealed_quarterly
    UNION ALL
    SELECT action_id, attainment_pct FROM ledger.sealed_yearly
)
SELECT coalesce(max(digits_of(attainment_pct)), 0)
FROM sealed
WHERE action_id IN (SELECT action_id FROM staging.closed_period)
