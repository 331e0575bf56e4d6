-- warehouse/expected_period_state: the periods expected by now, and the tree of the day, as one digest: a vintage is
-- made anew when a period has ended, and when a change of units takes effect.
-- Grain: one row.
-- Inputs: core.expected_period, staging.boundary_tree
-- Columns: state
SELECT concat(
    coalesce(md5(string_agg(obligation_id || ' ' || period, ',' ORDER BY obligation_id, last_day)), ''),
    ' ', (SELECT bit_xor(hash(hash(t))) FROM staging.boundary_tree AS t)) AS state
FROM core.expected_period
