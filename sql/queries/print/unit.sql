-- print/unit: the units of one printed table, a quarter's, a year's, or a year's in current boundaries, in its order.
-- Grain: unit.
-- Inputs: attainment_quarterly, attainment_yearly, attainment_yearly_current, unit
-- Parameters: year, quarter (0: the year's own table, -1: the year's in current boundaries)
-- Columns: unit_id, unit_name, since, until (the unit's first and last day, as texts, where another unit of the table
--          has the same name beneath the same unit; otherwise, and when there is no such day, empty), depth, has_parts
--          (other units stand beneath it), expected, reported, status (of its first indicator)
WITH published AS (
    SELECT rowid AS place, unit_id, unit_name, parent_unit_id, expected_units, reported_units, status
    FROM attainment_quarterly WHERE year = $1 AND quarter = $2
    UNION ALL
    SELECT rowid AS place, unit_id, unit_name, parent_unit_id, expected_units, reported_units, status
    FROM attainment_yearly WHERE year = $1 AND $2 = 0
    UNION ALL
    SELECT rowid AS place, unit_id, unit_name, parent_unit_id, expected_units, reported_units, status
    FROM attainment_yearly_current WHERE year = $1 AND $2 = -1
),
first_row AS (
    SELECT
        p.unit_id, p.place, p.unit_name, coalesce(p.parent_unit_id, '') AS above, p.expected_units AS expected,
        p.reported_units AS reported, p.status
    FROM published AS p
    SEMI JOIN (SELECT min(place) AS place FROM published GROUP BY unit_id) AS f ON f.place = p.place
),
known AS (
    SELECT
        unit_id, max(depth) AS depth, CASE WHEN count(valid_from) = count(*) THEN min(valid_from) END AS founded,
        CASE WHEN count(valid_to) = count(*) THEN max(valid_to) END AS ended
    FROM unit
    GROUP BY unit_id
),
namesake AS (SELECT unit_name, above FROM first_row GROUP BY unit_name, above HAVING count(*) > 1),
parent AS (SELECT DISTINCT above AS unit_id FROM first_row)
SELECT
    f.unit_id, f.unit_name,
    CASE WHEN n.above IS NOT NULL THEN coalesce(k.founded::VARCHAR, '') ELSE '' END AS since,
    CASE WHEN n.above IS NOT NULL THEN coalesce(k.ended::VARCHAR, '') ELSE '' END AS until,
    k.depth, p.unit_id IS NOT NULL AS has_parts, f.expected, f.reported, f.status
FROM first_row AS f
JOIN known AS k ON k.unit_id = f.unit_id
LEFT JOIN namesake AS n ON n.unit_name = f.unit_name AND n.above = f.above
LEFT JOIN parent AS p ON p.unit_id = f.unit_id
ORDER BY f.place
