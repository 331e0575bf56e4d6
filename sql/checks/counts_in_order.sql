-- counts_in_order: contributing units are among those that reported, and those among the expected ones.
-- Inputs: core.attainment
-- Scope: by year
-- Touched: core.attainment
-- Returns: the rows where they are not
SELECT year, month, unit_key, series_key, expected, reported, contributing
FROM core.attainment
WHERE year = getvariable('year') AND month >= getvariable('first_month')
    AND NOT (0 <= contributing AND contributing <= reported AND reported <= expected AND contributing_ytd <= expected)
