-- core.quarter: the quarters that have tables: of each year, up to the last one for which anything was accepted.
-- Grain: quarter.
-- Inputs: staging.current_reading
-- Rebuild: whole
-- Columns: year, quarter, period (2021-Q3), last_day (by the workspace's calendar), is_last (of its year)
WITH last AS (SELECT year, max(quarter) AS quarter FROM staging.current_reading GROUP BY year)
SELECT
    l.year, q.quarter, printf('%04d-Q%d', l.year, q.quarter) AS period,
    quarter_end(l.year, q.quarter) AS last_day,
    q.quarter = l.quarter AS is_last
FROM last AS l
JOIN (VALUES (1), (2), (3), (4)) AS q (quarter) ON q.quarter <= l.quarter
