-- print/units: the names and places of all units as one digest, and how deep the one stands that stands deepest.
-- Grain: one row.
-- Inputs: unit
-- Columns: state, depth
SELECT concat_ws(' ', count(*), bit_xor(hash(hash(u)))) AS state, coalesce(max(depth), 0)::INTEGER AS depth
FROM unit AS u
