-- core.carried: what units that ended achieved, from the period of their end to the year's end, where they are not
-- asked any more. What a successor's cumulative holds of it is taken out of the successor's (core.inherited), so that
-- it counts once and stays where it was achieved.
-- Grain: quarter × ended unit × series, for series that somebody is asked for.
-- Inputs: core.ended, core.fact, core.inherited, core.expectation, core.asked, core.owed, core.succession,
--         core.period
-- Rebuild: by year, from the first month that changed
-- Touched: core.ended, core.fact, core.owed, core.expectation
-- Only years of: core.ended
-- Columns: year, month, unit_key, series_key, quarterly, flow, placed_flow, ytd (as its row shows them), own (what its
--          totals count), inherited, lacking (something of it is in no number, and no successor is known to include
--          it), listed (it has a row: it ended in this period, or no row of a successor holds what stands of it)
WITH ended AS (
    SELECT month, unit_key, just FROM core.ended WHERE year = getvariable('year')
),
asked AS (
    SELECT month, series_key, quarterly FROM core.asked
    WHERE year = getvariable('year') AND month >= getvariable('first_month')
),
-- one that ended within the period may be asked once more
expected AS (
    SELECT e.month, e.unit_key, e.series_key
    FROM core.expectation AS e
    JOIN ended AS d ON d.month = e.month AND d.unit_key = e.unit_key
    WHERE e.year = getvariable('year')
),
-- a successor that is known to include a unit, or whose row holds it for the time being
heir AS (
    SELECT
        s.predecessor_key AS unit_key, i.month, i.series_key, bool_or(i.covers) AS covers,
        bool_or(s.kind = 'merge' AND i.holds >= i.behind AND i.behind > 0) AS holds,
        sum(CASE s.kind WHEN 'split' THEN i.share + least(i.want, i.spare) ELSE 0 END) AS shares
    FROM core.succession AS s
    JOIN core.inherited AS i ON i.unit_key = s.successor_key AND i.month >= s.month
    WHERE s.year = getvariable('year') AND i.year = getvariable('year') AND s.predecessor_key <> s.successor_key
    GROUP BY s.predecessor_key, i.month, i.series_key
),
due AS (SELECT unit_key, series_key, covered FROM core.owed WHERE year = getvariable('year')),
follows AS (SELECT DISTINCT predecessor_key AS unit_key FROM core.succession WHERE year = getvariable('year')),
known AS (
    SELECT f.unit_key, f.series_key, f.month
    FROM core.fact AS f
    JOIN ended AS e ON e.unit_key = f.unit_key AND e.month = f.month
    WHERE f.year = getvariable('year') AND f.ytd IS NOT NULL
    UNION
    SELECT unit_key, series_key, month FROM core.inherited WHERE year = getvariable('year')
    UNION
    SELECT d.unit_key, d.series_key, q.month FROM due AS d CROSS JOIN core.period
        AS q WHERE q.year = getvariable('year')
),
every_one AS (
    SELECT
        e.month, e.unit_key, k.series_key, a.quarterly, e.just,
        CASE WHEN e.just THEN CASE WHEN i.unit_key IS NULL THEN f.flow ELSE i.flow END END AS flow,
        CASE WHEN e.just THEN CASE WHEN i.unit_key IS NULL THEN f.flow ELSE i.placed_flow END END AS placed_flow,
        CASE WHEN i.unit_key IS NULL THEN f.ytd ELSE i.ytd END AS ytd,
        CASE WHEN i.unit_key IS NULL THEN f.ytd WHEN i.ytd IS NOT NULL THEN i.own END AS own, i.inherited,
        coalesce(NOT d.covered AND w.unit_key IS NOT NULL AND NOT coalesce(h.covers, false), false)
            OR coalesce(i.asked <> '', false) AS lacking,
        coalesce(h.holds, false) OR coalesce(h.shares, 0) > 0 AND h.shares >= coalesce(i.own, f.ytd) AS held
    FROM ended AS e
    JOIN known AS k ON k.unit_key = e.unit_key AND k.month = e.month
    JOIN asked AS a ON a.month = e.month AND a.series_key = k.series_key
    LEFT JOIN core.fact AS f
        ON f.year = getvariable('year') AND f.month = e.month AND f.unit_key = e.unit_key
        AND f.series_key = k.series_key
    LEFT JOIN core.inherited AS i
        ON i.year = getvariable('year') AND i.month = e.month AND i.unit_key = e.unit_key
        AND i.series_key = k.series_key
    LEFT JOIN due AS d ON d.unit_key = e.unit_key AND d.series_key = k.series_key
    LEFT JOIN follows AS w ON w.unit_key = e.unit_key
    LEFT JOIN heir AS h ON h.unit_key = e.unit_key AND h.month = e.month AND h.series_key = k.series_key
)
SELECT
    getvariable('year') AS year, o.month, o.unit_key, o.series_key, o.quarterly, o.flow, o.placed_flow, o.ytd, o.own,
    o.inherited, o.lacking, o.just OR o.ytd IS NOT NULL AND o.ytd <> 0 AND NOT o.held AS listed
FROM every_one AS o
ANTI JOIN expected AS x ON x.month = o.month AND x.unit_key = o.unit_key AND x.series_key = o.series_key
