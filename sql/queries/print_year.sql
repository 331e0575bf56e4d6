-- print_year: the numbers of one year's printed table, in its order.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_yearly, unit
-- Parameters: year
-- Columns: as in print_quarter; actual is the year's, actual_ytd the same
WITH depth AS (SELECT unit_id, max(depth) AS depth FROM unit GROUP BY unit_id),
parent AS (SELECT DISTINCT parent_unit_id AS unit_id FROM attainment_yearly WHERE year = $1)
SELECT
    a.unit_id, a.unit_name, d.depth, p.unit_id IS NOT NULL AS has_parts, a.indicator, a.breakdown,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual::VARCHAR, ''), coalesce(a.target::VARCHAR, ''), coalesce(a.attainment_pct::VARCHAR, ''),
    a.expected_units, a.reported_units, a.status
FROM attainment_yearly AS a
JOIN depth AS d USING (unit_id)
LEFT JOIN parent AS p USING (unit_id)
WHERE a.year = $1
ORDER BY a.rowid
