-- core.expectation: the series that each reporting unit is expected to give at the end of each quarter. A unit must be there at the end
-- of the quarter by the workspace's calendar, to have a place in the tables, and by the form's own, to have something to report.
-- Grain: quarter × unit × series.
-- Inputs: core.tree, core.period, staging.unit, staging.obligation, staging.obligation_series
-- Rebuild: by year, from the first month that changed
-- Columns: year, month, unit_key, series_key, quarterly (false: only a yearly form brings it, so that it has no row by quarter)
WITH asked AS (
    SELECT
        q.month, o.obligation_id, o.kind, o.covered, o.submitters, o.submitter_units,
        month_end_by(q.year, q.month, o.cutoff_day) AS last_day
    FROM core.period AS q
    JOIN staging.obligation AS o
        ON month_end_by(q.year, q.month, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to AND array_contains(o.months, q.month)
    WHERE q.year = getvariable('year') AND q.month >= getvariable('first_month')
),
-- most units owe the same forms: what those bring is worked out once for each such set, and not for each unit
bound AS (
    SELECT t.month, t.unit_key, array_sort(array_distinct(array_agg(a.obligation_id))) AS forms
    FROM core.tree AS t
    JOIN asked AS a ON a.month = t.month
    JOIN staging.unit AS u ON u.unit_key = t.unit_key AND a.last_day BETWEEN u.valid_from AND u.valid_to
    WHERE t.year = getvariable('year') AND t.reporting AND NOT t.closed
      AND (array_contains(a.covered, t.level)
           OR array_size(a.covered) = 0 AND (array_contains(a.submitters, t.level) OR array_contains(a.submitter_units, t.unit_id)))
    GROUP BY t.month, t.unit_key
),
brought AS (
    SELECT f.forms, s.series_key, bool_or(o.kind <> 'year') AS quarterly
    FROM (SELECT DISTINCT forms FROM bound) AS f
    JOIN staging.obligation AS o ON array_contains(f.forms, o.obligation_id)
    JOIN staging.obligation_series AS s USING (obligation_id)
    WHERE s.has_actual
    GROUP BY f.forms, s.series_key
)
SELECT getvariable('year') AS year, b.month, b.unit_key, s.series_key, s.quarterly
FROM bound AS b
JOIN brought AS s USING (forms)
