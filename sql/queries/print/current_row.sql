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
depth AS (SELECT unit_id, max(depth) AS depth FROM unit GROUP BY unit_id),
parent AS (SELECT DISTINCT parent_unit_id AS unit_id FROM here)
SELECT
    a.unit_id, a.unit_name, d.depth, p.unit_id IS NOT NULL AS has_parts, a.indicator, a.breakdown,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units, a.reported_units, a.status
FROM here AS a
JOIN depth AS d USING (unit_id)
LEFT JOIN parent AS p USING (unit_id)
WHERE EXISTS (SELECT 1 FROM differs)
ORDER BY a.place
