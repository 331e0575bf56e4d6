-- staging.boundary_tree: the tree of the day whose boundaries the current tables have: the day of the run where the
-- office is, or the one that was asked for.
-- Grain: unit that exists on that day.
-- Inputs: staging.unit
-- Rebuild: whole
-- Columns: unit_key, unit_id, code, name, level, parent_key, reporting (no unit stands beneath it)
WITH there AS (
    SELECT unit_key, unit_id, code, name, level, parent_key
    FROM staging.unit
    WHERE getvariable('boundaries') BETWEEN valid_from AND valid_to
),
parent AS (SELECT DISTINCT parent_key FROM there)
SELECT t.unit_key, t.unit_id, t.code, t.name, t.level, t.parent_key, p.parent_key IS NULL AS reporting
FROM there AS t
LEFT JOIN parent AS p ON p.parent_key = t.unit_key
