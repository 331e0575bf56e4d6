-- core.tree: the units as they are at the end of each quarter, and those that were closed earlier in the year: what they achieved until then
-- counts to its end. A closed unit stands beneath the nearest unit that once stood above it and still has units beneath it.
-- Grain: quarter × unit.
-- Inputs: staging.unit, core.period
-- Rebuild: by year
-- Columns: year, month, unit_key, unit_id, code, name, level, parent_key, reporting (no unit stands beneath it), closed
WITH RECURSIVE there AS (
    SELECT q.year, q.month, u.unit_key, u.unit_id, u.code, u.name, u.level, u.parent_key,
        u.valid_to < q.last_day AS closed, u.valid_from
    FROM core.period AS q
    JOIN staging.unit AS u ON u.valid_from <= q.last_day AND u.valid_to > month_end(q.year - 1, 12)
    WHERE q.year = getvariable('year')
),
latest AS (
    SELECT year, month, unit_key, unit_id, code, name, level, parent_key, closed
    FROM there
    QUALIFY row_number() OVER (PARTITION BY month, unit_key ORDER BY valid_from DESC) = 1
),
parent AS (SELECT DISTINCT month, parent_key FROM latest WHERE parent_key IS NOT NULL AND NOT closed),
up AS (
    SELECT month, unit_key, parent_key AS above_key FROM latest WHERE closed
    UNION ALL
    SELECT u.month, u.unit_key, l.parent_key
    FROM up AS u
    JOIN latest AS l ON l.month = u.month AND l.unit_key = u.above_key
    ANTI JOIN parent AS p ON p.month = u.month AND p.parent_key = u.above_key
)
SELECT l.*, p.parent_key IS NULL AS reporting
FROM latest AS l
LEFT JOIN parent AS p ON p.month = l.month AND p.parent_key = l.unit_key
WHERE NOT l.closed
UNION ALL
SELECT l.year, l.month, l.unit_key, l.unit_id, l.code, l.name, l.level, u.above_key, l.closed, true
FROM latest AS l
JOIN up AS u ON u.month = l.month AND u.unit_key = l.unit_key
SEMI JOIN parent AS p ON p.month = u.month AND p.parent_key = u.above_key
