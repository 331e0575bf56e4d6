-- core.restated_target: the targets of a year as they stand in other boundaries: a successor's target that takes effect
-- with the change or later stands for its predecessors'; before that, or without one, theirs and its own are added. A
-- split's is shared by a signed allocation only; that of a unit that goes on after it, in its current boundaries.
-- Grain: scope × quarter × unit × series.
-- Inputs: core.redrawn, core.target, staging.succession, staging.lifetime, staging.series
-- Rebuild: by year
-- Touched: core.target
-- Columns: year, scope (reported: of the tree at the quarter's end, as children are compared with their parent;
--          current: of the tree of staging.boundary_tree, only of a year that is redrawn), month, unit_key,
--          series_key, target, target_original, kind, effective_date (of the last part)
WITH RECURSIVE every_event AS (
    SELECT
        s.predecessor_key, s.successor_key, s.since, s.kind, s.allocation, l.ended >= s.since AS goes_on,
        2 * days_between(DATE '0001-01-01', s.since) + CASE s.kind WHEN 'split' THEN 1 ELSE 0 END AS place,
        (sum(s.allocation) OVER (PARTITION BY s.predecessor_key, s.since, s.kind))::DECIMAL(29, 10) AS divided_by
    FROM staging.succession AS s
    JOIN staging.lifetime AS l ON l.unit_key = s.predecessor_key
),
-- a unit that goes on without a signed allocation keeps its target
event AS (
    SELECT predecessor_key, successor_key, since, kind, allocation, goes_on, place FROM every_event
    WHERE NOT goes_on OR coalesce(divided_by > 0, false)
),
turn AS (
    SELECT predecessor_key, place, count(*) AS parts, sum(allocation)::DECIMAL(29, 10) AS weight
    FROM event
    GROUP BY predecessor_key, place
),
weighed AS (
    SELECT
        e.predecessor_key, e.successor_key, e.since, e.goes_on, e.place, t.parts, t.weight,
        (sum(coalesce(e.allocation, 0)) OVER (PARTITION BY e.predecessor_key,
            e.place ORDER BY e.successor_key))::DECIMAL(29, 10)
            AS weight_to,
        coalesce(e.allocation, 0)::DECIMAL(29, 10) AS part
    FROM event AS e
    JOIN turn AS t ON t.predecessor_key = e.predecessor_key AND t.place = e.place
),
hop AS (
    SELECT
        predecessor_key, successor_key, since, goes_on, place,
        CASE WHEN parts = 1 THEN 0 ELSE weight_bound((weight_to - part)::DECIMAL(29, 10),
            weight) END::DECIMAL(16, 15) AS low,
        CASE WHEN parts = 1 THEN 1 ELSE weight_bound(weight_to, weight) END::DECIMAL(16, 15) AS high
    FROM weighed
    WHERE parts = 1 OR weight > 0
),
scope AS (
    SELECT 'current' AS scope, q.month, getvariable('boundaries') AS day
    FROM (VALUES (3), (6), (9), (12)) AS q (month)
    JOIN core.redrawn AS r ON r.year = getvariable('year')
    UNION ALL
    SELECT 'reported', q.month, month_end(getvariable('year'), q.month) FROM (VALUES (3), (6), (9), (12)) AS q (month)
),
assigned AS (
    SELECT month, unit_key, series_key, target, target_original, kind, effective_date
    FROM core.target WHERE year = getvariable('year')
),
walk AS (
    SELECT
        c.scope, c.day, a.month, a.unit_key AS origin_key, a.unit_key, a.series_key, a.target, a.target_original,
            a.kind,
        a.effective_date, 0 AS place, 0::DECIMAL(16, 15) AS low, 1::DECIMAL(16, 15) AS high
    FROM scope AS c
    JOIN assigned AS a ON a.month = c.month
    UNION ALL
    SELECT
        w.scope, w.day, w.month, w.origin_key, h.successor_key, w.series_key, w.target, w.target_original, w.kind,
        w.effective_date, h.place, (w.low + (w.high - w.low) * h.low)::DECIMAL(16, 15),
        (w.low + (w.high - w.low) * h.high)::DECIMAL(16, 15)
    FROM walk AS w
    JOIN hop AS h
        ON h.predecessor_key = w.unit_key AND h.place > w.place AND h.since <= w.day
        -- of one that goes on, what takes effect with the change or later is of the unit as it is since
        AND (NOT h.goes_on OR w.scope = 'current' AND w.effective_date < h.since)
    -- first comes first
    ANTI JOIN event AS g
        ON g.predecessor_key = w.unit_key AND g.goes_on AND g.place > w.place AND g.place < h.place
        AND w.scope = 'current' AND w.effective_date < g.since
    LEFT JOIN assigned AS n
        ON n.month = w.month AND n.unit_key = h.successor_key AND n.series_key = w.series_key
        AND n.effective_date >= h.since
    WHERE n.unit_key IS NULL
),
-- what went on, or was replaced, is no longer where it was
passed AS (
    SELECT DISTINCT w.scope, w.month, w.origin_key, w.unit_key, w.series_key, w.place
    FROM walk AS w
    JOIN event AS e
        ON e.predecessor_key = w.unit_key AND e.place > w.place AND e.since <= w.day
        AND (NOT e.goes_on OR w.scope = 'current' AND w.effective_date < e.since)
),
stayed AS (
    SELECT
        w.scope, w.month, w.unit_key, w.series_key, w.kind, w.effective_date,
        CASE WHEN w.low = 0 AND w.high = 1 THEN w.target
            ELSE allotted(w.target, w.high, coalesce(s.decimals, 0)) - allotted(w.target, w.low, coalesce(s.decimals,
                0))
        END AS target,
        CASE WHEN w.low = 0 AND w.high = 1 THEN w.target_original
            ELSE allotted(w.target_original, w.high, coalesce(s.decimals, 0))
                - allotted(w.target_original, w.low, coalesce(s.decimals, 0))
        END AS target_original
    FROM walk AS w
    LEFT JOIN staging.series AS s ON s.series_key = w.series_key
    ANTI JOIN passed AS p
        ON p.scope = w.scope AND p.month = w.month AND p.origin_key = w.origin_key AND p.unit_key = w.unit_key
        AND p.series_key = w.series_key AND p.place = w.place
)
SELECT
    getvariable('year') AS year, scope, month, unit_key, series_key, sum(target)::DECIMAL(30, 10) AS target,
    -- one that takes effect later is not added to those in force
    coalesce(sum(target_original) FILTER (WHERE effective_date IS NOT NULL), sum(target_original))::DECIMAL(30, 10)
        AS target_original,
    CASE WHEN min(kind) = max(kind) THEN min(kind) ELSE 'absolute' END AS kind, max(effective_date) AS effective_date
FROM stayed
GROUP BY scope, month, unit_key, series_key
