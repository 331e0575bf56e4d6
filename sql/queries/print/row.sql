-- print/row: the numbers of one printed table, a quarter's or a year's, in its order.
-- Grain: unit × indicator × breakdown.
-- Inputs: attainment_quarterly, attainment_yearly, unit
-- Parameters: year, quarter (0: the year's own table)
-- Columns: unit_id, unit_name, since, until (the unit's first and last day, as texts, where another row of the
--          table has the same name beneath the same unit; otherwise, and when there is no such day, empty), depth,
--          has_parts (other units stand beneath it), indicator, breakdown, actual, actual_ytd (of a year: the same as
--          actual), target, attainment_pct (texts, empty when unknown), expected, reported, status
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
known AS (
    SELECT
        unit_id, max(depth) AS depth, CASE WHEN count(valid_from) = count(*) THEN min(valid_from) END AS founded,
        CASE WHEN count(valid_to) = count(*) THEN max(valid_to) END AS ended
    FROM unit
    GROUP BY unit_id
),
namesake AS (
    SELECT unit_name, coalesce(parent_unit_id, '') AS above FROM published
    GROUP BY unit_name, above
    HAVING count(DISTINCT unit_id) > 1
),
parent AS (SELECT DISTINCT parent_unit_id AS unit_id FROM published)
SELECT
    a.unit_id, a.unit_name,
    CASE WHEN n.above IS NOT NULL THEN coalesce(k.founded::VARCHAR, '') ELSE '' END AS since,
    CASE WHEN n.above IS NOT NULL THEN coalesce(k.ended::VARCHAR, '') ELSE '' END AS until,
    k.depth, p.unit_id IS NOT NULL AS has_parts, a.indicator, a.breakdown,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''), a.expected_units, a.reported_units, a.status
FROM published AS a
JOIN known AS k USING (unit_id)
LEFT JOIN namesake AS n ON n.unit_name = a.unit_name AND n.above = coalesce(a.parent_unit_id, '')
LEFT JOIN parent AS p USING (unit_id)
ORDER BY a.place
