-- core.tree: the units as they are at the end of each quarter.
-- Grain: quarter × unit.
-- Inputs: staging.unit, core.quarter
-- Rebuild: by year
-- Columns: year, quarter, unit_key, unit_id, code, name, level, parent_key, reporting (no unit stands beneath it)
WITH valid AS (
    SELECT q.year, q.quarter, u.unit_key, u.unit_id, u.code, u.name, u.level, u.parent_key
    FROM core.quarter AS q
    JOIN staging.unit AS u ON q.last_day BETWEEN u.valid_from AND u.valid_to
    WHERE q.year = getvariable('year')
),
parent AS (SELECT DISTINCT quarter, parent_key FROM valid WHERE parent_key IS NOT NULL)
SELECT v.*, p.parent_key IS NULL AS reporting
FROM valid AS v
LEFT JOIN parent AS p ON p.quarter = v.quarter AND p.parent_key = v.unit_key
