-- trace/current/boundary: where the numbers of units count in current boundaries that do not count at themselves.
-- Grain: unit × span of time × place.
-- Inputs: boundary
-- Columns: unit_id, valid_from, valid_to (texts, empty where unbounded), place_unit_id (empty: none), own, low, high
--          (of 10^15 parts), shared, hidden_unit_id (empty: none)
SELECT
    unit_id, coalesce(valid_from::VARCHAR, ''), coalesce(valid_to::VARCHAR, ''), coalesce(place_unit_id, ''), own,
    (share_low * 1000000000000000)::BIGINT, (share_high * 1000000000000000)::BIGINT, shared,
    coalesce(hidden_unit_id, '')
FROM boundary
ORDER BY unit_id, valid_from NULLS FIRST, share_low, place_unit_id
