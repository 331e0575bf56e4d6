-- print/row: the numbers of one printed table, a quarter's or a year's, in its order.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_quarterly, attainment_yearly, unit
-- Parameters: year, quarter (0: the year's own table)
-- Columns: unit_id, unit_name, depth, has_parts (other units stand beneath it), indicator, breakdown, actual,
--          actual_ytd (of a year: the same as actual), target, attainment_pct (texts, empty when unknown), expected,
--          reported, status
WITH published AS (
    SELECT
        rowid AS place, unit_id, unit_name, parent_unit_id, indicator, breakdown, actual, actual_ytd, target,
        attainment_pct, expected_units, reported_units, status
    FROM attainment_quarterly WHERE year = $1 AND quarter = $2
    UNION ALL
    SELECT
        rowid, unit_id, unit_name, parent_unit_id, indicator, breakdown, actual, actual, target,
        attainment_pct, expected_units, reported_units, status
    FROM attainment_yearly WHERE year = $1 AND $2 = 0
),
depth AS (SELECT unit_id, max(depth) AS depth FROM unit GROUP BY unit_id),
parent AS (SELECT DISTINCT parent_unit_id AS unit_id FROM published)
SELECT
    a.unit_id, a.unit_name, d.depth, p.unit_id IS NOT NULL AS has_parts, a.indicator, a.breakdown,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units, a.reported_units, a.status
FROM published AS a
JOIN depth AS d USING (unit_id)
LEFT JOIN parent AS p USING (unit_id)
ORDER BY a.place
