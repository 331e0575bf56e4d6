-- core.tree: the units as they are at the end of each quarter, and those that ended earlier in the year or in the
-- quarter: what they achieved counts to the year's end. One that ended stands beneath the nearest unit that once stood
-- above it and still has units beneath it.
-- Grain: quarter × unit.
-- Inputs: staging.unit, core.period
-- Rebuild: by year
-- Touched: nothing
-- Columns: year, month, unit_key, unit_id, code, name, level, parent_key, reporting (no unit stands beneath it; of one
--          that ended: none did on its last day), closed (it ended)
WITH RECURSIVE there AS (
    -- Every row of the registry that was valid on some day of the year up to the end of the quarter.
    SELECT q.year, q.month, u.unit_key, u.unit_id, u.code, u.name, u.level, u.parent_key,
        u.valid_to < q.last_day AS closed, u.valid_from, u.valid_to
    FROM core.period AS q
    JOIN staging.unit AS u ON u.valid_from <= q.last_day AND u.valid_to > month_end(q.year - 1, 12)
    WHERE q.year = getvariable('year')
),
-- A unit that was renamed or moved has several rows: the last one says what it is at the end of the
-- quarter.
latest AS (
    SELECT year, month, unit_key, unit_id, code, name, level, parent_key, closed, valid_to
    FROM there
    QUALIFY row_number() OVER (PARTITION BY month, unit_key ORDER BY valid_from DESC) = 1
),
parent AS (SELECT DISTINCT month, parent_key FROM latest WHERE parent_key IS NOT NULL AND NOT closed),
-- Units that had others beneath them on their own last day: they did not report for themselves.
parent_once AS (
    SELECT DISTINCT l.month, l.unit_key
    FROM latest AS l
    JOIN staging.unit AS u ON u.parent_key = l.unit_key AND l.valid_to BETWEEN u.valid_from AND u.valid_to
    WHERE l.closed
),
-- From a unit that ended upwards, past every unit beneath which nothing stands any more.
up AS (
    SELECT month, unit_key, parent_key AS above_key FROM latest WHERE closed
    UNION ALL
    SELECT u.month, u.unit_key, l.parent_key
    FROM up AS u
    JOIN latest AS l ON l.month = u.month AND l.unit_key = u.above_key
    ANTI JOIN parent AS p ON p.month = u.month AND p.parent_key = u.above_key
)
SELECT
    l.year, l.month, l.unit_key, l.unit_id, l.code, l.name, l.level, l.parent_key, p.parent_key IS NULL AS reporting,
    l.closed
FROM latest AS l
LEFT JOIN parent AS p ON p.month = l.month AND p.parent_key = l.unit_key
WHERE NOT l.closed
UNION ALL
SELECT
    l.year, l.month, l.unit_key, l.unit_id, l.code, l.name, l.level, u.above_key, o.unit_key IS NULL, l.closed
FROM latest AS l
JOIN up AS u ON u.month = l.month AND u.unit_key = l.unit_key
LEFT JOIN parent AS p ON p.month = u.month AND p.parent_key = u.above_key
LEFT JOIN parent_once AS o ON o.month = l.month AND o.unit_key = l.unit_key
WHERE p.parent_key IS NOT NULL OR u.above_key IS NULL
