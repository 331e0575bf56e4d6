-- core.expectation: the series that each reporting unit is expected to give at the end of each quarter. A unit must be
-- there at the end of the period by the form's own calendar; one that ended within the period is expected once more if
-- the form asks for a final report, or if it did report.
-- Grain: quarter × unit × series.
-- Inputs: core.tree, core.period, core.fact, staging.unit, staging.lifetime, staging.obligation,
--         staging.obligation_series
-- Rebuild: by year, from the first month that changed
-- Touched: core.tree
-- Small: brought
-- Columns: year, month, unit_key, series_key, quarterly (false: only a yearly form brings it, so that it has no row by
--          quarter), ended (within the period)
WITH asked AS (
    SELECT
        q.month, o.obligation_id, o.kind, o.covered, o.submitters, o.submitter_units, o.final,
        month_end_by(q.year, q.month, o.cutoff_day) AS last_day,
        CASE WHEN o.kind = 'quarter' AND q.month > 3 THEN month_end_by(q.year, greatest(q.month - 3, 3), o.cutoff_day)
            ELSE month_end_by(q.year - 1, 12, o.cutoff_day) END AS day_before
    FROM core.period AS q
    JOIN staging.obligation AS o
        ON month_end_by(q.year, q.month, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to
            AND array_contains(o.months, q.month)
    WHERE q.year = getvariable('year') AND q.month >= getvariable('first_month')
),
-- most units owe the same forms: what those bring is worked out once for each such set, and not for each unit
bound AS (
    SELECT t.month, t.unit_key, array_sort(array_distinct(array_agg(a.obligation_id))) AS forms
    FROM core.tree AS t
    JOIN asked AS a ON a.month = t.month
    JOIN staging.unit AS u ON u.unit_key = t.unit_key AND a.last_day BETWEEN u.valid_from AND u.valid_to
    WHERE t.year = getvariable('year') AND t.reporting
      AND (array_contains(a.covered, t.level)
           OR array_size(a.covered) = 0 AND (array_contains(a.submitters, t.level)
               OR array_contains(a.submitter_units, t.unit_id)))
    GROUP BY t.month, t.unit_key
),
brought AS (
    SELECT f.forms, s.series_key, bool_or(o.kind <> 'year') AS quarterly
    FROM (SELECT DISTINCT forms FROM bound) AS f
    JOIN staging.obligation AS o ON array_contains(f.forms, o.obligation_id)
    JOIN staging.obligation_series AS s USING (obligation_id)
    WHERE s.has_actual
    GROUP BY f.forms, s.series_key
),
ending AS (
    SELECT t.month, t.unit_key, a.obligation_id, a.kind, a.final
    FROM core.tree AS t
    JOIN asked AS a ON a.month = t.month
    JOIN staging.lifetime AS l ON l.unit_key = t.unit_key AND l.ended > a.day_before AND l.ended < a.last_day
    WHERE t.year = getvariable('year') AND t.closed AND t.reporting
      AND (array_contains(a.covered, t.level)
           OR array_size(a.covered) = 0 AND (array_contains(a.submitters, t.level)
               OR array_contains(a.submitter_units, t.unit_id)))
),
-- a stock is of the units that are there at the period's end
last AS (
    SELECT e.month, e.unit_key, s.series_key, bool_or(e.kind <> 'year') AS quarterly
    FROM ending AS e
    JOIN staging.obligation_series AS s ON s.obligation_id = e.obligation_id AND s.has_actual AND NOT s.is_stock
    LEFT JOIN core.fact AS f
        ON f.year = getvariable('year') AND f.month = e.month AND f.unit_key = e.unit_key
        AND f.series_key = s.series_key
    WHERE e.final OR f.reported
    GROUP BY e.month, e.unit_key, s.series_key
)
SELECT getvariable('year') AS year, b.month, b.unit_key, s.series_key, s.quarterly, false AS ended
FROM bound AS b
JOIN brought AS s USING (forms)
UNION ALL
SELECT getvariable('year'), l.month, l.unit_key, l.series_key, l.quarterly, true
FROM last AS l
ANTI JOIN bound AS b ON b.month = l.month AND b.unit_key = l.unit_key
