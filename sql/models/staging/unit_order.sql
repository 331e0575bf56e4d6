-- staging.unit_order: the place of each unit in printed tables: parents before children, siblings by code, then by place in the registry.
-- Grain: unit.
-- Inputs: staging.unit
-- Rebuild: whole
-- Columns: unit_key, position, depth (0 for a root)
WITH RECURSIVE latest AS (
    SELECT unit_key, arg_max(parent_key, valid_to) AS parent_key, arg_max(code, valid_to) AS code, min(ordinal) AS ordinal
    FROM staging.unit GROUP BY unit_key
),
walk AS (
    SELECT unit_key, printf('%s %09d', code, ordinal) AS path, 0 AS depth FROM latest WHERE parent_key IS NULL
    UNION ALL
    SELECT l.unit_key, concat(w.path, chr(1), printf('%s %09d', l.code, l.ordinal)), w.depth + 1
    FROM latest AS l JOIN walk AS w ON l.parent_key = w.unit_key
)
SELECT unit_key, row_number() OVER (ORDER BY path) AS position, depth FROM walk
