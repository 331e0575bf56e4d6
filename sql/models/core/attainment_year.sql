-- core.attainment_year: the year as far as it is known: the cumulative at the last quarter for which the series was asked. Of a stock
-- only that of the last quarter that has tables counts: it is not carried on.
-- Grain: year × unit × series.
-- Inputs: core.attainment, core.tree, core.period, core.target, staging.series, staging.obligation, staging.obligation_series
-- Rebuild: by year
-- Columns: year, unit_key, series_key, actual (a stock's last value), target, target_original, target_kind (in force at the year's end),
--          expected, reported (in any period), contributing, reported_quarters (with anything reported), expected_quarters (in which
--          the series was asked of the unit, and those to come in which a form asks for it), status
WITH quarters AS (
    SELECT
        unit_key, series_key, max(month) AS last_month, count(*) FILTER (WHERE expected > 0) AS asked_quarters,
        count(*) FILTER (WHERE reported > 0) AS reported_quarters, count(*) FILTER (WHERE expected > 0 AND status = 'complete') AS complete_quarters
    FROM core.attainment WHERE year = getvariable('year')
    GROUP BY unit_key, series_key
),
last AS (SELECT month FROM core.period WHERE year = getvariable('year') AND is_last),
coming AS (
    SELECT s.series_key, count(DISTINCT q.month) AS quarters
    FROM (VALUES (3), (6), (9), (12)) AS q (month)
    JOIN last AS l ON q.month > l.month
    JOIN staging.obligation AS o
        ON month_end_by(getvariable('year'), q.month, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to AND array_contains(o.months, q.month)
    JOIN staging.obligation_series AS s USING (obligation_id)
    WHERE s.has_actual
    GROUP BY s.series_key
),
target AS (SELECT * FROM core.target WHERE year = getvariable('year') AND month = 12)
SELECT
    getvariable('year') AS year, a.unit_key, a.series_key, coalesce(a.stock, a.ytd) AS actual,
    t.target, t.target_original, t.kind AS target_kind, a.expected, a.reported_ytd AS reported, a.contributing_ytd AS contributing,
    q.reported_quarters::INTEGER AS reported_quarters, (q.asked_quarters + coalesce(c.quarters, 0))::INTEGER AS expected_quarters,
    CASE
        WHEN a.expected = 0 THEN CASE WHEN q.complete_quarters = q.asked_quarters THEN 'complete' ELSE 'partial' END -- closed
        WHEN a.reported_ytd = 0 THEN 'missing'
        WHEN q.last_month = 12 AND q.complete_quarters = q.asked_quarters THEN 'complete' -- its end has to be asked for
        ELSE 'partial'
    END AS status
FROM core.attainment AS a
JOIN quarters AS q ON q.unit_key = a.unit_key AND q.series_key = a.series_key AND q.last_month = a.month
JOIN staging.series AS s ON s.series_key = a.series_key
LEFT JOIN coming AS c ON c.series_key = a.series_key AND a.expected > 0
LEFT JOIN target AS t ON t.unit_key = a.unit_key AND t.series_key = a.series_key
WHERE a.year = getvariable('year') AND (NOT s.is_stock OR a.month = (SELECT month FROM last))
  -- what a closed unit achieved is taken over by another one
  AND NOT EXISTS (SELECT 1 FROM core.tree AS t WHERE t.year = a.year AND t.month = (SELECT month FROM last) AND t.unit_key = a.unit_key AND t.closed AND a.month < t.month)
