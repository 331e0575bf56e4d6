-- warehouse/expected_period_state: the periods expected by now, as one digest: a vintage is made anew when a period has
-- ended.
-- Grain: one row.
-- Inputs: core.expected_period
-- Columns: state
SELECT coalesce(md5(string_agg(obligation_id || ' ' || period, ',' ORDER BY obligation_id, last_day)), '') AS state
    FROM core.expected_period
