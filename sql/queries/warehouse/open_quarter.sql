-- warehouse/open_quarter: the quarters of a year that have published rows, end before a month, and are not closed.
-- Grain: quarter.
-- Inputs: core.period, core.attainment, staging.closed_period
-- Parameters: year, month (13: every quarter of the year)
-- Columns: period
SELECT q.period
FROM core.period AS q
SEMI JOIN (SELECT DISTINCT year, month FROM core.attainment WHERE quarterly AND year = $1::INTEGER) AS a
    ON a.year = q.year AND a.month = q.month
ANTI JOIN staging.closed_period AS c ON c.period = q.period
WHERE q.year = $1::INTEGER AND q.month < $2::INTEGER
ORDER BY q.month
