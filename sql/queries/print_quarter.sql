-- print_quarter: the numbers of one quarter's printed table, in its order.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_quarterly, series, unit
-- Parameters: year, quarter
-- Columns: unit_id, unit_name, depth, has_parts (other units stand beneath it), indicator, breakdown, actual, actual_ytd, target,
--          attainment_pct (texts, empty when unknown), expected, reported, status
WITH depth AS (SELECT unit_id, max(depth) AS depth FROM unit GROUP BY unit_id),
parent AS (SELECT DISTINCT parent_unit_id AS unit_id FROM attainment_quarterly WHERE year = $1 AND quarter = $2)
SELECT
    a.unit_id, a.unit_name, d.depth, p.unit_id IS NOT NULL AS has_parts, a.indicator, a.breakdown,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''), coalesce(a.attainment_pct::VARCHAR, ''),
    a.expected_units, a.reported_units, a.status
FROM attainment_quarterly AS a
JOIN depth AS d USING (unit_id)
LEFT JOIN parent AS p USING (unit_id)
WHERE a.year = $1 AND a.quarter = $2
ORDER BY a.rowid
