-- core.attainment_year: the year as far as it is known: the cumulative at the last quarter for which the series was asked. Of a stock
-- only that of the last quarter that has tables counts: it is not carried on. A unit that ended in the year has the row with which it
-- ended, also where nothing was asked of it but its target.
-- Grain: year × unit × series.
-- Inputs: core.attainment, core.asked, core.tree, core.period, core.target, core.owed, staging.series, staging.obligation,
--         staging.obligation_series
-- Rebuild: by year
-- Touched: core.attainment, core.target, core.owed
-- Joins: as written: of the rows of the year only those of quarters are held in memory for a join, which are narrow
-- Columns: year, unit_key, series_key, actual (a stock's last value), target, target_original, target_kind (in force at the year's end),
--          expected, reported (in any period), contributing, reported_quarters (with anything reported),
--         expected_quarters (in which
--          the series was asked of the unit, and those to come in which a form asks for it), status, inherited
WITH quarters AS (
    SELECT
        unit_key, series_key, max(month) AS last_month, count(*) FILTER (WHERE expected > 0) AS asked_quarters,
        count(*) FILTER (WHERE reported > 0) AS reported_quarters,
        -- a quarter's flow that nobody knows is in the year's cumulative
        count(*) FILTER (
            WHERE expected > 0 AND (status = 'complete' OR flow_unknown AND reported = expected AND gaps = 0)
        ) AS complete_quarters
    FROM core.attainment WHERE year = getvariable('year') AND listed
    GROUP BY unit_key, series_key
),
series_last AS (
    SELECT series_key, max(month) AS month FROM core.asked WHERE year = getvariable('year') GROUP BY series_key
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
target AS (SELECT * FROM core.target WHERE year = getvariable('year') AND month = 12),
ended AS (
    SELECT unit_key FROM core.tree WHERE year = getvariable('year') AND month = (SELECT month FROM last) AND closed
),
unasked AS (
    SELECT o.unit_key, o.series_key
    FROM core.owed AS o
    JOIN ended AS e ON e.unit_key = o.unit_key
    ANTI JOIN quarters AS q ON q.unit_key = o.unit_key AND q.series_key = o.series_key
    WHERE o.year = getvariable('year')
)
SELECT
    getvariable('year') AS year, a.unit_key, a.series_key, coalesce(a.stock, a.ytd) AS actual,
    t.target, t.target_original, t.kind AS target_kind,
    -- of a unit that ended before the series was asked for last nothing is expected then
    CASE WHEN e.unit_key IS NOT NULL AND a.month < w.month THEN 0 ELSE a.expected END AS expected,
    CASE WHEN e.unit_key IS NOT NULL AND a.month < w.month THEN 0 ELSE a.reported_ytd END AS reported,
    CASE WHEN e.unit_key IS NOT NULL AND a.month < w.month THEN 0 ELSE a.contributing_ytd END AS contributing,
    q.reported_quarters::INTEGER AS reported_quarters, (q.asked_quarters + coalesce(c.quarters, 0))::INTEGER
        AS expected_quarters,
    CASE
        WHEN e.unit_key IS NOT NULL AND q.asked_quarters = 0 THEN 'ended'
        WHEN a.expected = 0 OR e.unit_key IS NOT NULL AND a.reported_ytd > 0
            THEN CASE WHEN q.complete_quarters = q.asked_quarters THEN 'complete' ELSE 'partial' END
        WHEN a.reported_ytd = 0 THEN 'missing'
        WHEN q.last_month = 12 AND q.complete_quarters = q.asked_quarters THEN 'complete' -- its end has to be asked for
        ELSE 'partial'
    END AS status,
    a.inherited
FROM core.attainment AS a
JOIN quarters AS q ON q.unit_key = a.unit_key AND q.series_key = a.series_key AND q.last_month = a.month
JOIN staging.series AS s ON s.series_key = a.series_key
LEFT JOIN series_last AS w ON w.series_key = a.series_key
LEFT JOIN ended AS e ON e.unit_key = a.unit_key
LEFT JOIN coming AS c ON c.series_key = a.series_key AND a.expected > 0 AND e.unit_key IS NULL
LEFT JOIN target AS t ON t.unit_key = a.unit_key AND t.series_key = a.series_key
WHERE a.year = getvariable('year') AND a.listed AND (NOT s.is_stock OR a.month = (SELECT month FROM last))
UNION ALL
SELECT
    getvariable('year'), u.unit_key, u.series_key, NULL, t.target, t.target_original, t.kind, 0, 0, 0, 0, 0, 'ended',
        NULL
FROM unasked AS u
LEFT JOIN target AS t ON t.unit_key = u.unit_key AND t.series_key = u.series_key
