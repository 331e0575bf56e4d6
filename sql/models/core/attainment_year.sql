-- core.attainment_year: the year as far as it is known: the cumulative at the last quarter that has tables.
-- Grain: year × unit × series.
-- Inputs: core.attainment, core.quarter, core.target
-- Rebuild: by year
-- Columns: year, unit_key, series_key, actual (a stock's last value), target, target_original, target_kind (in force at the year's end),
--          expected, reported (in any quarter), contributing, reported_quarters (with anything reported), expected_quarters, status
WITH quarters AS (
    SELECT
        unit_key, series_key, bool_or(quarterly) AS quarterly,
        count(*) FILTER (reported > 0) AS reported_quarters, count(*) FILTER (status = 'complete') AS complete_quarters
    FROM core.attainment WHERE year = getvariable('year')
    GROUP BY unit_key, series_key
),
last AS (
    SELECT a.* FROM core.attainment AS a
    JOIN core.quarter AS q ON q.year = a.year AND q.quarter = a.quarter AND q.is_last
    WHERE a.year = getvariable('year')
),
target AS (SELECT * FROM core.target WHERE year = getvariable('year') AND quarter = 4)
SELECT
    getvariable('year') AS year, l.unit_key, l.series_key, coalesce(l.stock, l.ytd) AS actual,
    t.target, t.target_original, t.kind AS target_kind, l.expected, l.reported_ytd AS reported, l.contributing_ytd AS contributing,
    q.reported_quarters::INTEGER AS reported_quarters, CASE WHEN q.quarterly THEN 4 ELSE 1 END AS expected_quarters,
    CASE
        WHEN l.reported_ytd = 0 THEN 'missing'
        WHEN q.complete_quarters = CASE WHEN q.quarterly THEN 4 ELSE 1 END THEN 'complete'
        ELSE 'partial'
    END AS status
FROM last AS l
JOIN quarters AS q USING (unit_key, series_key)
LEFT JOIN target AS t ON t.unit_key = l.unit_key AND t.series_key = l.series_key
