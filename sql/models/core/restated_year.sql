-- core.restated_year: the year in current boundaries, as far as it is known: by the rules of core.attainment_year.
-- Grain: year × unit of the tree of staging.boundary_tree × series.
-- Inputs: core.redrawn, core.restated, core.restated_target, core.owed, core.period, staging.boundary, staging.series,
--         staging.obligation, staging.obligation_series
-- Rebuild: by year
-- Only years of: core.redrawn
-- Columns: year, unit_key, series_key, actual, target, target_original, target_kind, expected, reported, contributing,
--          reported_quarters, expected_quarters, status, estimate, unplaced
WITH quarters AS (
    SELECT
        unit_key, series_key, max(month) AS last_month, count(*) FILTER (WHERE expected > 0) AS asked_quarters,
        count(*) FILTER (WHERE reported > 0) AS reported_quarters,
        -- a quarter's flow that nobody knows is in the year's cumulative
        count(*) FILTER (
            WHERE expected > 0
              AND (status = 'complete' OR status = 'partial' AND flow_unknown AND reported = expected AND gaps = 0)
        ) AS complete_quarters
    FROM core.restated WHERE year = getvariable('year')
    GROUP BY unit_key, series_key
),
last AS (SELECT month FROM core.period WHERE year = getvariable('year') AND is_last),
coming AS (
    SELECT s.series_key, count(DISTINCT q.month) AS quarters
    FROM (VALUES (3), (6), (9), (12)) AS q (month)
    JOIN last AS l ON q.month > l.month
    JOIN staging.obligation AS o
        ON month_end_by(getvariable('year'), q.month, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to
            AND array_contains(o.months, q.month)
    JOIN staging.obligation_series AS s USING (obligation_id)
    WHERE s.has_actual
    GROUP BY s.series_key
),
target AS (
    SELECT unit_key, series_key, target, target_original, kind FROM core.restated_target
    WHERE year = getvariable('year') AND scope = 'current' AND month = 12
)
SELECT
    getvariable('year') AS year, a.unit_key, a.series_key, coalesce(a.stock, a.ytd) AS actual,
    t.target, t.target_original, t.kind AS target_kind, a.expected, a.reported_ytd AS reported,
    a.contributing_ytd AS contributing, q.reported_quarters::INTEGER AS reported_quarters,
    (q.asked_quarters + coalesce(c.quarters, 0))::INTEGER AS expected_quarters,
    CASE
        WHEN a.status = 'not_comparable' THEN 'not_comparable'
        WHEN a.expected = 0 THEN CASE WHEN q.complete_quarters = q.asked_quarters THEN 'complete' ELSE 'partial' END
        WHEN a.reported_ytd = 0 THEN 'missing'
        WHEN q.last_month = 12 AND q.complete_quarters = q.asked_quarters THEN 'complete' -- its end has to be asked for
        ELSE 'partial'
    END AS status,
    a.estimate, a.unplaced
FROM core.restated AS a
JOIN quarters AS q ON q.unit_key = a.unit_key AND q.series_key = a.series_key AND q.last_month = a.month
JOIN staging.series AS s ON s.series_key = a.series_key
LEFT JOIN coming AS c ON c.series_key = a.series_key AND a.expected > 0
LEFT JOIN target AS t ON t.unit_key = a.unit_key AND t.series_key = a.series_key
WHERE a.year = getvariable('year') AND (NOT s.is_stock OR a.month = (SELECT month FROM last))
