-- staging.lifetime: from when to when each unit exists, and what stands above it at either end.
-- Grain: unit.
-- Inputs: staging.unit
-- Rebuild: whole
-- Columns: unit_key, founded, ended (its last day; both as in staging.unit where the registry states none),
--          first_parent, last_parent
SELECT
    unit_key, min(valid_from) AS founded, max(valid_to) AS ended,
    arg_min_null(parent_key, valid_from) AS first_parent, arg_max_null(parent_key, valid_to) AS last_parent
FROM staging.unit
GROUP BY unit_key
