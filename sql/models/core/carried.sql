-- core.carried: the cumulatives of units that were closed earlier in the year. They count to the year's end, until a unit that took the
-- closed one over (registry/changes) states a cumulative of its own: that one covers both.
-- Grain: quarter × closed unit × series, for series that somebody is still expected to give.
-- Inputs: core.tree, core.fact, core.expectation, staging.current_reading, ledger.observation, ledger.change_row, ledger.registry_version
-- Rebuild: by year, from the first month that changed
-- Columns: year, month, unit_key, series_key, quarterly, ytd
WITH succession AS (
    SELECT unit_key, successor_key, changed_on FROM ledger.change_row
    WHERE registry_id = (SELECT max(registry_id) FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of')) AND successor_key IS NOT NULL
),
covered AS (
    SELECT s.unit_key, o.series_key, min(r.month) AS month
    FROM succession AS s
    JOIN ledger.observation AS o ON o.unit_key = s.successor_key
    JOIN staging.current_reading AS r USING (reading_id)
    WHERE r.year = getvariable('year') AND month_end(r.year, r.month) >= s.changed_on
      AND (o.measure = 'ytd' OR o.measure = 'flow' AND r.kind <> 'quarter') AND o.mark IN ('value', 'none')
    GROUP BY s.unit_key, o.series_key
),
asked AS (
    SELECT month, series_key, bool_or(quarterly) AS quarterly
    FROM core.expectation WHERE year = getvariable('year') AND month >= getvariable('first_month')
    GROUP BY month, series_key
)
SELECT f.year, f.month, f.unit_key, f.series_key, a.quarterly, f.ytd
FROM core.fact AS f
JOIN core.tree AS t ON t.year = getvariable('year') AND t.month = f.month AND t.unit_key = f.unit_key AND t.closed
JOIN asked AS a ON a.month = f.month AND a.series_key = f.series_key
LEFT JOIN covered AS c ON c.unit_key = f.unit_key AND c.series_key = f.series_key AND c.month <= f.month
WHERE f.year = getvariable('year') AND f.ytd IS NOT NULL AND c.unit_key IS NULL
