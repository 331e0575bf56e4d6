-- core.attainment: what every unit achieved, the consolidated ones too, against its own target. Reporting units are summed
-- into their direct parent, and those sums into everything above: any depth, nothing twice.
-- Grain: quarter × unit × series, for every unit that the series is expected of or that stands above one, and for closed ones whose
-- cumulative still counts: nothing is expected of these.
-- Inputs: core.expectation, core.carried, core.tree, core.ancestor, core.fact, core.period, core.target
-- Rebuild: by year, from the first month that changed
-- Columns: year, month, unit_key, series_key, quarterly, flow, ytd, stock, target, target_original, target_kind,
--          expected, reported, reported_ytd, contributing, contributing_ytd (units), status (complete, partial, missing):
--          complete only where every unit reported, and no unit's cumulative was derived over a period for which it was
--          asked and did not report: such a cumulative counts what is known
WITH unreported AS (
    SELECT e.month, e.unit_key, e.series_key
    FROM core.expectation AS e
    LEFT JOIN core.fact AS f
        ON f.year = getvariable('year') AND f.month = e.month AND f.unit_key = e.unit_key AND f.series_key = e.series_key
    WHERE e.year = getvariable('year') AND NOT coalesce(f.reported, false)
),
last_unreported AS (
    -- of each unit and period: the last period before it that nobody reported
    SELECT q.month, u.unit_key, u.series_key, max(u.month) AS gap_month
    FROM unreported AS u
    JOIN core.period AS q ON q.year = getvariable('year') AND q.month > u.month
    WHERE q.month >= getvariable('first_month')
    GROUP BY q.month, u.unit_key, u.series_key
),
expected AS (
    SELECT
        e.month, e.unit_key, e.series_key, t.parent_key, e.quarterly, f.flow, f.ytd, f.stock,
        1 AS expected, coalesce(f.reported, false)::INTEGER AS reported, coalesce(f.reported_ytd, false)::INTEGER AS reported_ytd,
        coalesce(coalesce(f.stock, f.flow) > 0 AND f.reported, false)::INTEGER AS contributing,
        coalesce(coalesce(f.stock, f.ytd) > 0, false)::INTEGER AS contributing_ytd,
        (f.ytd IS NOT NULL AND g.gap_month > coalesce(f.stated_month, 0))::INTEGER AS broken
    FROM core.expectation AS e
    JOIN core.tree AS t ON t.year = e.year AND t.month = e.month AND t.unit_key = e.unit_key
    LEFT JOIN core.fact AS f ON f.year = getvariable('year') AND f.month = e.month AND f.unit_key = e.unit_key AND f.series_key = e.series_key
    LEFT JOIN last_unreported AS g ON g.month = e.month AND g.unit_key = e.unit_key AND g.series_key = e.series_key
    WHERE e.year = getvariable('year') AND e.month >= getvariable('first_month') AND t.year = getvariable('year')
),
leaf AS (
    FROM expected
    UNION ALL
    SELECT c.month, c.unit_key, c.series_key, t.parent_key, c.quarterly, NULL, c.ytd, NULL, 0, 0, 0, 0, 0, 0
    FROM core.carried AS c
    JOIN core.tree AS t ON t.year = getvariable('year') AND t.month = c.month AND t.unit_key = c.unit_key
    WHERE c.year = getvariable('year') AND c.month >= getvariable('first_month')
),
parent AS (
    SELECT
        month, parent_key AS unit_key, series_key, bool_or(quarterly) AS quarterly,
        sum(flow)::DECIMAL(30, 10) AS flow, sum(ytd)::DECIMAL(30, 10) AS ytd, sum(stock)::DECIMAL(30, 10) AS stock,
        sum(expected)::INTEGER AS expected, sum(reported)::INTEGER AS reported, sum(reported_ytd)::INTEGER AS reported_ytd,
        sum(contributing)::INTEGER AS contributing, sum(contributing_ytd)::INTEGER AS contributing_ytd,
        sum(broken)::INTEGER AS broken
    FROM leaf WHERE parent_key IS NOT NULL
    GROUP BY month, parent_key, series_key
),
consolidated AS (
    SELECT
        p.month, a.ancestor_key AS unit_key, p.series_key, bool_or(p.quarterly) AS quarterly,
        sum(p.flow)::DECIMAL(30, 10) AS flow, sum(p.ytd)::DECIMAL(30, 10) AS ytd, sum(p.stock)::DECIMAL(30, 10) AS stock,
        sum(p.expected)::INTEGER AS expected, sum(p.reported)::INTEGER AS reported, sum(p.reported_ytd)::INTEGER AS reported_ytd,
        sum(p.contributing)::INTEGER AS contributing, sum(p.contributing_ytd)::INTEGER AS contributing_ytd,
        sum(p.broken)::INTEGER AS broken
    FROM parent AS p
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.month = p.month AND a.unit_key = p.unit_key
    GROUP BY p.month, a.ancestor_key, p.series_key
),
every_unit AS (
    SELECT * EXCLUDE (parent_key) FROM leaf
    UNION ALL
    SELECT * FROM consolidated
)
SELECT
    getvariable('year') AS year, u.month, u.unit_key, u.series_key, u.quarterly, u.flow, u.ytd, u.stock,
    t.target, t.target_original, t.kind AS target_kind,
    u.expected, u.reported, u.reported_ytd, u.contributing, u.contributing_ytd,
    CASE
        WHEN u.reported = u.expected AND coalesce(u.broken, 0) = 0 THEN 'complete'
        WHEN u.reported = 0 AND u.expected > 0 THEN 'missing'
        ELSE 'partial'
    END AS status
FROM every_unit AS u
LEFT JOIN core.target AS t ON t.year = getvariable('year') AND t.month = u.month AND t.unit_key = u.unit_key AND t.series_key = u.series_key
