-- core.owed: what the forms ask of units that ended in the course of the year, and whether the numbers reach to the end
-- of each: where they do not, something of it may be in no total.
-- Grain: year × ended unit × series.
-- Inputs: staging.lifetime, staging.unit, staging.obligation, staging.obligation_series, core.period, core.fact
-- Rebuild: by year
-- Touched: staging.unit, core.fact
-- Joins: as written: facts are many, and hardly a unit ends in a year
-- Columns: year, unit_key, series_key, quarterly, read_month (of the period in which it ended), covered
WITH gone AS (
    -- Units whose last day lies within the year and before its end, with the end of the quarter in which it lies.
    SELECT l.unit_key, l.ended, u.unit_id, u.level, min(m.month) AS read_month
    FROM staging.lifetime AS l
    JOIN staging.unit AS u ON u.unit_key = l.unit_key AND u.valid_to = l.ended
    JOIN (VALUES (3), (6), (9), (12)) AS m (month) ON month_end(getvariable('year'), m.month) >= l.ended
    WHERE l.ended > month_end(getvariable('year') - 1, 12) AND l.ended < month_end(getvariable('year'), 12)
    GROUP BY l.unit_key, l.ended, u.unit_id, u.level
),
-- The forms that ask for anything in the year.
asked AS (
    SELECT DISTINCT o.obligation_id, o.kind, o.covered, o.submitters, o.submitter_units
    FROM staging.obligation AS o
    JOIN (VALUES (3), (6), (9), (12)) AS m (month)
        ON array_contains(o.months, m.month)
        AND month_end_by(getvariable('year'), m.month, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to
),
-- A form with rows asks for the units of its rows, any other one for those that submit it.
due AS (
    SELECT g.unit_key, g.read_month, s.series_key, bool_or(a.kind <> 'year') AS quarterly
    FROM gone AS g
    JOIN asked AS a
        ON array_contains(a.covered, g.level)
        OR array_size(a.covered) = 0
        AND (array_contains(a.submitters, g.level) OR array_contains(a.submitter_units, g.unit_id))
    JOIN staging.obligation_series AS s ON s.obligation_id = a.obligation_id
    WHERE s.has_actual AND NOT s.is_stock
    GROUP BY g.unit_key, g.read_month, s.series_key
),
fact AS (
    SELECT unit_key, series_key, month, reported, whole, stated_month
    FROM core.fact WHERE year = getvariable('year')
),
-- A number reaches to the end where a cumulative was stated for that quarter or a later one, or
-- where every quarter up to it was reported and none is missing.
reached AS (
    SELECT
        d.unit_key, d.series_key,
        bool_or(f.stated_month >= d.read_month OR f.month = d.read_month AND f.whole AND f.reported) AS covered
    FROM fact AS f
    JOIN due AS d ON d.unit_key = f.unit_key AND d.series_key = f.series_key AND d.read_month <= f.month
    GROUP BY d.unit_key, d.series_key
)
SELECT
    getvariable('year') AS year, d.unit_key, d.series_key, d.quarterly, d.read_month,
    coalesce(r.covered, false) AS covered
FROM due AS d
LEFT JOIN reached AS r ON r.unit_key = d.unit_key AND r.series_key = d.series_key
