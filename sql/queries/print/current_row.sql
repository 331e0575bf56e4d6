-- print/current_row: the numbers of a year's printed table in current boundaries, in its order; none where they are
-- those of the year's own table.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_yearly, attainment_yearly_current, unit
-- Parameters: year
-- Columns: as in print/row
WITH here AS (SELECT rowid AS place, * FROM attainment_yearly_current WHERE year = $1),
differs AS (
    (SELECT unit_id, indicator, breakdown, actual, target FROM here
     EXCEPT SELECT unit_id, indicator, breakdown, actual, target FROM attainment_yearly WHERE year = $1)
    UNION ALL
    (SELECT unit_id, indicator, breakdown, actual, target FROM attainment_yearly WHERE year = $1
     EXCEPT SELECT unit_id, indicator, breakdown, actual, target FROM here)
),
known AS (
    SELECT
        unit_id, max(depth) AS depth, CASE WHEN count(valid_from) = count(*) THEN min(valid_from) END AS founded,
        CASE WHEN count(valid_to) = count(*) THEN max(valid_to) END AS ended
    FROM unit
    GROUP BY unit_id
),
namesake AS (
    SELECT unit_name, coalesce(parent_unit_id, '') AS above FROM here
    GROUP BY unit_name, above
    HAVING count(DISTINCT unit_id) > 1
),
parent AS (SELECT DISTINCT parent_unit_id AS unit_id FROM here)
SELECT
    a.unit_id, a.unit_name,
    CASE WHEN n.above IS NOT NULL THEN coalesce(k.founded::VARCHAR, '') ELSE '' END AS since,
    CASE WHEN n.above IS NOT NULL THEN coalesce(k.ended::VARCHAR, '') ELSE '' END AS until,
    k.depth, p.unit_id IS NOT NULL AS has_parts, a.indicator, a.breakdown,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units, a.reported_units, a.status
FROM here AS a
JOIN known AS k USING (unit_id)
LEFT JOIN namesake AS n ON n.unit_name = a.unit_name AND n.above = coalesce(a.parent_unit_id, '')
LEFT JOIN parent AS p USING (unit_id)
WHERE EXISTS (SELECT 1 FROM differs)
ORDER BY a.place
