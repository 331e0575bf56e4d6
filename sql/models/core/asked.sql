-- core.asked: the series that anybody is asked for at the end of each quarter.
-- Grain: quarter × series.
-- Inputs: core.expectation
-- Rebuild: by year, from the first month that changed
-- Reaches everyone: what a unit that ended achieved has rows in series that somebody is asked for
-- Columns: year, month, series_key, quarterly (false: only yearly forms bring it)
SELECT getvariable('year') AS year, month, series_key, bool_or(quarterly) AS quarterly
FROM core.expectation
WHERE year = getvariable('year') AND month >= getvariable('first_month')
GROUP BY month, series_key
