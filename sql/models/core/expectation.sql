-- core.expectation: the series that each reporting unit is expected to give at the end of each quarter. A unit must be there at the end
-- of the quarter by the workspace's calendar, to have a place in the tables, and by the form's own, to have something to report.
-- Grain: quarter × unit × series.
-- Inputs: core.tree, core.quarter, staging.unit, staging.obligation, staging.obligation_series
-- Rebuild: by year
-- Columns: year, quarter, unit_key, series_key, quarterly (false: only a yearly form brings it, so that it has no row by quarter)
WITH asked AS (
    SELECT
        q.quarter, o.obligation_id, o.kind, o.covered, o.submitters, o.submitter_units,
        quarter_end_by(q.year, q.quarter, o.cutoff_day) AS last_day
    FROM core.quarter AS q
    JOIN staging.obligation AS o
        ON quarter_end_by(q.year, q.quarter, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to AND list_contains(o.quarters, q.quarter)
    WHERE q.year = getvariable('year')
),
bound AS (
    SELECT DISTINCT t.quarter, t.unit_key, a.obligation_id, a.kind
    FROM core.tree AS t
    JOIN asked AS a ON a.quarter = t.quarter
    JOIN staging.unit AS u ON u.unit_key = t.unit_key AND a.last_day BETWEEN u.valid_from AND u.valid_to
    WHERE t.year = getvariable('year') AND t.reporting
      AND (list_contains(a.covered, t.level)
           OR len(a.covered) = 0 AND (list_contains(a.submitters, t.level) OR list_contains(a.submitter_units, t.unit_id)))
)
SELECT getvariable('year') AS year, b.quarter, b.unit_key, s.series_key, bool_or(b.kind <> 'year') AS quarterly
FROM bound AS b
JOIN staging.obligation_series AS s USING (obligation_id)
WHERE s.has_actual
GROUP BY b.quarter, b.unit_key, s.series_key
