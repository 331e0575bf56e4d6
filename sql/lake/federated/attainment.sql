-- core.attainment of a federated nation: what the provinces published of their top units, and the sums of these for the
-- units of the nation above them.
-- Grain: quarter × unit × series, of the top units of provinces and the units above them.
-- Inputs: lake.attainment_quarterly, core.period, core.tree, core.ancestor, core.target, staging.series,
--         ledger.unit_key, ledger.series_key
-- A province that has not come to a period yet counts there with its last cumulative of the year, as when the tables
-- are made of all numbers, and leaves the sum partial.
-- Columns: as core.attainment
WITH published AS (
    SELECT
        3 * a.quarter AS month, k.unit_key, s.series_key, g.is_stock, a.actual, a.actual_ytd, a.target,
        a.target_original, a.remaining, a.expected_units, a.reported_units, a.contributing_units,
        a.contributing_units_ytd, a.status
    FROM lake.attainment_quarterly AS a
    JOIN ledger.unit_key AS k ON k.unit_id = a.unit_id
    JOIN ledger.series_key AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
    JOIN staging.series AS g ON g.series_key = s.series_key
    WHERE a.year = getvariable('year')
),
last AS (
    SELECT q.month, p.unit_key, p.series_key, max(p.month) AS last_month
    FROM core.period AS q
    JOIN published AS p ON p.month <= q.month
    WHERE q.year = getvariable('year') AND q.month = getvariable('step')
    GROUP BY q.month, p.unit_key, p.series_key
),
province AS (
    SELECT
        l.month, p.unit_key, p.series_key, p.is_stock,
        CASE WHEN l.month = l.last_month AND NOT p.is_stock THEN p.actual END AS flow,
        CASE WHEN NOT p.is_stock THEN p.actual_ytd END AS ytd,
        CASE WHEN l.month = l.last_month AND p.is_stock THEN p.actual END AS stock,
        p.target, p.target_original,
        CASE WHEN p.remaining = 0 AND p.target < p.actual_ytd THEN 'floor' ELSE 'absolute' END AS target_kind,
        p.expected_units AS expected, CASE WHEN l.month = l.last_month THEN p.reported_units ELSE 0 END AS reported,
        CASE WHEN l.month = l.last_month THEN p.contributing_units ELSE 0 END AS contributing,
        CASE WHEN p.is_stock AND l.month <> l.last_month THEN 0
            ELSE coalesce(p.contributing_units_ytd, p.contributing_units) END AS contributing_ytd,
        CASE WHEN l.month = l.last_month THEN p.status
            WHEN p.expected_units > 0 THEN 'missing' ELSE 'partial' END AS status,
        l.month = l.last_month AND NOT p.is_stock AND p.actual IS NULL AND p.actual_ytd IS NOT NULL
            AND p.reported_units > 0 AS flow_unknown
    FROM last AS l
    JOIN published AS p ON p.unit_key = l.unit_key AND p.series_key = l.series_key AND p.month = l.last_month
),
above AS (
    SELECT
        p.month, a.ancestor_key AS unit_key, p.series_key, sum(p.flow)::DECIMAL(30, 10) AS flow,
        sum(p.ytd)::DECIMAL(30, 10) AS ytd, sum(p.stock)::DECIMAL(30, 10) AS stock,
        sum(p.expected)::INTEGER AS expected, sum(p.reported)::INTEGER AS reported,
        sum(p.contributing)::INTEGER AS contributing, sum(p.contributing_ytd)::INTEGER AS contributing_ytd,
        bool_and(p.status IN ('complete', 'ended')) AS complete, bool_or(p.flow_unknown) AS flow_unknown
    FROM province AS p
    JOIN core.ancestor AS a ON a.year = getvariable('year') AND a.month = p.month AND a.unit_key = p.unit_key
    WHERE a.ancestor_key <> p.unit_key
    GROUP BY p.month, a.ancestor_key, p.series_key
),
every_unit AS (
    SELECT
        month, unit_key, series_key, flow, ytd, stock, target, target_original, target_kind, expected, reported,
        contributing, contributing_ytd, status, flow_unknown
    FROM province
    UNION ALL
    SELECT
        u.month, u.unit_key, u.series_key, u.flow, u.ytd, u.stock, t.target, t.target_original, t.kind, u.expected,
        u.reported, u.contributing, u.contributing_ytd,
        CASE WHEN u.complete AND u.reported = u.expected AND (u.flow IS NULL OR NOT u.flow_unknown) THEN 'complete'
            WHEN u.reported = 0 AND u.expected > 0 THEN 'missing' ELSE 'partial' END,
        u.flow_unknown
    FROM above AS u
    LEFT JOIN core.target AS t ON t.year = getvariable('year') AND t.month = u.month AND t.unit_key = u.unit_key
        AND t.series_key = u.series_key
)
SELECT
    getvariable('year') AS year, month, unit_key, series_key, true AS quarterly, flow::DECIMAL(30, 10) AS flow,
    ytd::DECIMAL(30, 10) AS ytd, stock::DECIMAL(30, 10) AS stock, target::DECIMAL(29, 10) AS target,
    target_original::DECIMAL(29, 10) AS target_original, target_kind, expected, reported, reported AS reported_ytd,
    contributing, contributing_ytd, status, NULL::DECIMAL(30, 10) AS inherited, false AS reporting, true AS listed,
    NULL::DECIMAL(30, 10) AS held_flow, NULL::DECIMAL(30, 10) AS held_ytd, NULL::DECIMAL(30, 10) AS aside,
    CASE WHEN status = 'partial' AND reported = expected THEN 1 ELSE 0 END AS gaps,
    flow_unknown
FROM every_unit
