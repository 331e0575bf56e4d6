-- core.succession: the successions of a year that a cumulative of it can hold something of: a predecessor that reported
-- in the year before it passed.
-- Grain: year × predecessor × successor × month.
-- Inputs: staging.succession, staging.lifetime, core.tree
-- Rebuild: by year
-- Touched: nothing
-- Columns: year, month (of the first period that ends with the successor in its place), predecessor_key, successor_key,
--          kind (merge, split), counts (own, includes, ''), since, said, read_month (of the period at whose end the
--          predecessor's number stands that passed: the period in which it ended, or of the change where others joined
--          it on the day on which it is divided, or of one that goes on the last period before; 0: none of the year),
--          component (of a split: the least predecessor of all splits that share successors with it; NULL for a merge)
WITH RECURSIVE joined AS (
    SELECT DISTINCT successor_key, since FROM staging.succession WHERE kind = 'merge'
),
edge AS (
    SELECT
        s.year, s.month, s.predecessor_key, s.successor_key, s.kind, s.counts, s.since, s.said,
        -- what others brought on the day on which a unit is divided, and ends, is divided with it
        CASE WHEN l.ended < s.since AND s.kind = 'split' AND j.since IS NOT NULL THEN month_end(s.year, s.month)
            WHEN l.ended < s.since THEN l.ended
            WHEN s.month = 3 THEN month_end(s.year - 1, 12)
            ELSE month_end(s.year, greatest(s.month - 3, 3)) END AS read_day
    FROM staging.succession AS s
    JOIN staging.lifetime AS l ON l.unit_key = s.predecessor_key
    LEFT JOIN joined AS j ON j.successor_key = s.predecessor_key AND j.since = s.since
    WHERE s.year = getvariable('year') AND s.since > month_end(getvariable('year') - 1, 12) + 1
),
reading AS (
    SELECT e.predecessor_key, e.successor_key, e.since, e.kind, min(m.month) AS read_month
    FROM edge AS e
    JOIN (VALUES (3), (6), (9), (12)) AS m (month) ON month_end(getvariable('year'), m.month) >= e.read_day
    WHERE e.read_day > month_end(getvariable('year') - 1, 12)
    GROUP BY e.predecessor_key, e.successor_key, e.since, e.kind
),
-- what is beneath a unit counts, and not the unit, where something is
consolidated AS (
    SELECT month, unit_key FROM core.tree WHERE year = getvariable('year') AND NOT reporting
),
passed AS (
    SELECT
        e.year, e.month, e.predecessor_key, e.successor_key, e.kind, e.counts, e.since, e.said,
        coalesce(r.read_month, 0) AS read_month
    FROM edge AS e
    LEFT JOIN reading AS r
        ON r.predecessor_key = e.predecessor_key AND r.successor_key = e.successor_key AND r.since = e.since
        AND r.kind = e.kind
    ANTI JOIN consolidated AS c ON c.unit_key = e.predecessor_key AND c.month = greatest(coalesce(r.read_month, 0), 3)
    ANTI JOIN consolidated AS d ON d.unit_key = e.successor_key AND d.month = e.month
),
divided AS (SELECT DISTINCT predecessor_key, successor_key FROM passed WHERE kind = 'split'),
-- two predecessors belong together where a successor has a part of both: each with the one before it
beside AS (
    SELECT predecessor_key, lag(predecessor_key) OVER (
        PARTITION BY successor_key ORDER BY predecessor_key NULLS FIRST
    ) AS other_key
    FROM divided
),
-- each pair both ways; not by a UNION, of which DuckDB loses rows where a walk makes it again in each step
pair AS (
    SELECT DISTINCT
        CASE WHEN w.forth THEN b.predecessor_key ELSE b.other_key END AS predecessor_key,
        CASE WHEN w.forth THEN b.other_key ELSE b.predecessor_key END AS other_key
    FROM beside AS b
    CROSS JOIN (VALUES (true), (false)) AS w (forth)
    WHERE b.other_key IS NOT NULL
),
-- no walk comes to a predecessor twice, and so each one ends
linked AS (
    SELECT DISTINCT predecessor_key, predecessor_key AS reached_key, concat(',', predecessor_key::STRING, ',') AS walked
    FROM divided
    UNION ALL
    SELECT l.predecessor_key, p.other_key, concat(l.walked, p.other_key::STRING, ',')
    FROM linked AS l
    JOIN pair AS p ON p.predecessor_key = l.reached_key
    WHERE NOT contains(l.walked, concat(',', p.other_key::STRING, ','))
),
component AS (SELECT predecessor_key, min(reached_key) AS component FROM linked GROUP BY predecessor_key)
SELECT
    p.year, p.month, p.predecessor_key, p.successor_key, p.kind, p.counts, p.since, p.said, p.read_month,
    CASE p.kind WHEN 'split' THEN c.component END AS component
FROM passed AS p
LEFT JOIN component AS c ON c.predecessor_key = p.predecessor_key
