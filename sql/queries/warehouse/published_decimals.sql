-- warehouse/published_decimals: how many digits after the decimal point published columns need: for the open periods as forms and
-- targets say now, and for the closed ones as they were when they were closed.
-- Grain: one row.
-- Inputs: staging.series, staging.target, staging.closed_period, ledger.sealed_quarterly, ledger.sealed_yearly
-- Columns: decimals (of values), percent_decimals (of closed percentages; 0 when none is closed)
WITH sealed AS (
    SELECT action_id, actual, actual_ytd, target, target_original, attainment_pct FROM ledger.sealed_quarterly
    UNION ALL
    SELECT action_id, actual, NULL, target, target_original, attainment_pct FROM ledger.sealed_yearly
),
closed AS (FROM sealed WHERE action_id IN (SELECT action_id FROM staging.closed_period))
SELECT
    greatest(
        (SELECT coalesce(max(decimals), 0) FROM staging.series),
        (SELECT coalesce(max(digits_of(amount)), 0) FROM staging.target WHERE kind IN ('absolute', 'floor')),
        coalesce(max(digits_of(actual)), 0), coalesce(max(digits_of(actual_ytd)), 0), coalesce(max(digits_of(target)), 0), coalesce(max(digits_of(target_original)), 0)
    ) AS decimals,
    coalesce(max(digits_of(attainment_pct)), 0) AS percent_decimals
FROM closed
