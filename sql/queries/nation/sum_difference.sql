-- nation/sum_difference: numbers of a period that are not the sum of what the provinces published. Only those are
-- looked at that every province published for the period: of the others the nation shows what it knows. The stock of
-- a year is the last one, so that it is a sum only where all provinces have come to the same quarter.
-- Grain: indicator × breakdown × column.
-- Inputs: attainment_quarterly or attainment_yearly of the nation as nation_row, those of the provinces as province_row,
--         the nation's series, lake.last_quarter
-- Parameters: unit_id (the nation's root), period, number of provinces
-- Columns: indicator, breakdown, column_name, nation, provinces
WITH summed AS (
    SELECT
        indicator, breakdown, sum(actual) AS actual, sum(expected_units) AS expected_units,
        sum(reported_units) AS reported_units, sum(contributing_units) AS contributing_units
    FROM province_row
    WHERE period = $2
    GROUP BY indicator, breakdown
    HAVING count(DISTINCT province) = $3
),
together AS (
    SELECT length($2) > 4 OR count(DISTINCT last_quarter) = 1 AS together
    FROM lake.last_quarter
    WHERE year::VARCHAR = left($2, 4)
),
side AS (
    SELECT
        s.indicator, s.breakdown, c.column_name,
        CASE c.column_name WHEN 'actual' THEN n.actual WHEN 'expected_units' THEN n.expected_units
            WHEN 'reported_units' THEN n.reported_units ELSE n.contributing_units END AS nation,
        CASE c.column_name WHEN 'actual' THEN s.actual WHEN 'expected_units' THEN s.expected_units
            WHEN 'reported_units' THEN s.reported_units ELSE s.contributing_units END AS provinces
    FROM summed AS s
    LEFT JOIN nation_row AS n ON n.unit_id = $1 AND n.period = $2 AND n.indicator = s.indicator
        AND n.breakdown = s.breakdown
    JOIN series AS i ON i.indicator = s.indicator AND i.breakdown = s.breakdown
    JOIN together AS t ON t.together OR NOT i.is_stock
    CROSS JOIN (VALUES ('actual'), ('expected_units'), ('reported_units'), ('contributing_units')) AS c (column_name)
)
SELECT indicator, breakdown, column_name, coalesce(nation::VARCHAR, ''), coalesce(provinces::VARCHAR, '')
FROM side
WHERE nation IS DISTINCT FROM provinces
ORDER BY indicator, breakdown, column_name
