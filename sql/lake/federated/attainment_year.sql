-- core.attainment_year of a federated nation: the years that the provinces published of their top units, and the sums
-- of these for the units of the nation above them.
-- Grain: year × unit × series, of the top units of provinces and the units above them.
-- Inputs: lake.attainment_yearly, lake.last_quarter, core.attainment, core.period, core.tree, core.ancestor,
--         core.target, staging.series, ledger.unit_key, ledger.series_key
-- A stock is that of the last quarter that has tables: that of a province that has not come to it is not known.
-- Columns: as core.attainment_year
WITH last AS (SELECT month FROM core.period WHERE year = getvariable('year') AND is_last),
province AS (
    SELECT
        k.unit_key, s.series_key,
        CASE WHEN NOT g.is_stock OR 3 * q.last_quarter = (SELECT month FROM last) THEN a.actual END AS actual,
        a.target, a.target_original,
        CASE WHEN a.remaining = 0 AND a.target < a.actual THEN 'floor' ELSE 'absolute' END AS target_kind,
        a.expected_units AS expected, a.reported_units AS reported,
        CASE WHEN g.is_stock AND 3 * q.last_quarter <> (SELECT month FROM last) THEN 0 ELSE a.contributing_units END
            AS contributing,
        a.reported_quarters, a.expected_quarters,
        CASE WHEN a.status = 'complete' AND 3 * q.last_quarter <> (SELECT month FROM last) THEN 'partial'
            ELSE a.status END AS status
    FROM lake.attainment_yearly AS a
    JOIN lake.last_quarter AS q ON q.province = a.province AND q.year = getvariable('year')
    JOIN ledger.unit_key AS k ON k.unit_id = a.unit_id
    JOIN ledger.series_key AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
    JOIN staging.series AS g ON g.series_key = s.series_key
    WHERE a.year = getvariable('year')
),
above AS (
    SELECT
        a.ancestor_key AS unit_key, p.series_key, sum(p.actual)::DECIMAL(30, 10) AS actual,
        sum(p.expected)::INTEGER AS expected, sum(p.reported)::INTEGER AS reported,
        sum(p.contributing)::INTEGER AS contributing,
        max(p.expected_quarters) AS expected_quarters,
        bool_and(p.status IN ('complete', 'ended')) AS complete
    FROM province AS p
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.month = (SELECT month FROM last)
        AND a.unit_key = p.unit_key
    WHERE a.ancestor_key <> p.unit_key
    GROUP BY a.ancestor_key, p.series_key
),
quarters AS (
    SELECT unit_key, series_key, count(*)::INTEGER AS reported_quarters
    FROM core.attainment
    WHERE year = getvariable('year') AND reported > 0
    GROUP BY unit_key, series_key
)
SELECT
    getvariable('year') AS year, unit_key, series_key, actual::DECIMAL(30, 10) AS actual,
    target::DECIMAL(29, 10) AS target, target_original::DECIMAL(29, 10) AS target_original, target_kind, expected,
    reported, contributing, reported_quarters, expected_quarters, status, NULL::DECIMAL(30, 10) AS inherited
FROM province
UNION ALL
SELECT
    getvariable('year'), u.unit_key, u.series_key, u.actual, t.target, t.target_original, t.kind, u.expected,
    u.reported, u.contributing, coalesce(q.reported_quarters, 0), u.expected_quarters,
    CASE WHEN u.complete THEN 'complete' WHEN u.reported = 0 THEN 'missing' ELSE 'partial' END, NULL
FROM above AS u
LEFT JOIN quarters AS q ON q.unit_key = u.unit_key AND q.series_key = u.series_key
LEFT JOIN core.target AS t ON t.year = getvariable('year') AND t.month = 12 AND t.unit_key = u.unit_key
    AND t.series_key = u.series_key
