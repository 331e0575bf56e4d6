-- core.period: the spine of the time axis: the periods that have tables, of each year up to the last one for which anything
-- was accepted. Facts, targets and trees stand at the month in which a period ends.
-- Grain: year × month in which a period ends.
-- Inputs: staging.current_reading
-- Rebuild: whole
-- Columns: year, month (3, 6, 9 or 12), kind (quarter; the check period_kind says what may stand here), quarter,
--          period (2021-Q3), last_day (by the workspace's calendar), is_last (of its year)
WITH last AS (SELECT year, max(month) AS month FROM staging.current_reading GROUP BY year)
SELECT
    l.year, m.month, 'quarter' AS kind, quarter_of(m.month) AS quarter,
    printf('%04d-Q%d', l.year, quarter_of(m.month)) AS period, month_end(l.year, m.month) AS last_day,
    m.month = l.month AS is_last
FROM last AS l
JOIN (VALUES (3), (6), (9), (12)) AS m (month) ON m.month <= l.month
