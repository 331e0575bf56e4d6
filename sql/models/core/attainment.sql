-- core.attainment: what every unit achieved, the consolidated ones too, against its own target. Reporting units are summed
-- into their direct parent, and those sums into everything above: any depth, nothing twice. A total's cumulative is the sum of what
-- was placed in it: what a successor's cumulative holds of its predecessors is taken out, and what was achieved beneath a unit stays.
-- Grain: quarter × unit × series, for every unit that the series is expected of or that stands above one, and for those that ended in
-- the year: nothing is expected of these any more.
-- Inputs: core.expectation, core.asked, core.carried, core.inherited, core.displaced, core.unplaced, core.tree, core.ancestor,
--         core.fact, core.period, core.target
-- Rebuild: by year, from the first month that changed, month by month
-- Touched: core.expectation, core.fact, core.carried, core.inherited, core.displaced, core.unplaced, core.target,
-- Touched: core.ancestor by ancestor_key
-- Materialized: what is read of the table itself is read to the end before any row is added. And rows that the same
-- transaction has made are read by one thread of DuckDB, which also does with each row whatever follows up to the next
-- gathering of rows: so facts and what is expected are only gathered by it, and joined by all threads
-- Types: year INTEGER, month INTEGER, unit_key INTEGER, series_key INTEGER, quarterly BOOLEAN, flow DECIMAL(30, 10)
-- Types: ytd DECIMAL(30, 10), stock DECIMAL(30, 10), target DECIMAL(29, 10), target_original DECIMAL(29, 10)
-- Types: target_kind STRING, expected INTEGER, reported INTEGER, reported_ytd INTEGER, contributing INTEGER
-- Types: contributing_ytd INTEGER, status STRING, inherited DECIMAL(30, 10), reporting BOOLEAN, listed BOOLEAN
-- Types: held_flow DECIMAL(31, 10), held_ytd DECIMAL(31, 10), aside DECIMAL(30, 10), gaps INTEGER
-- Types: flow_unknown BOOLEAN
-- Columns: year, month, unit_key, series_key, quarterly, flow, ytd, stock, target, target_original, target_kind,
--          expected, reported, reported_ytd, contributing, contributing_ytd (units), status (complete, partial,
--         missing;
--          ended: the unit ended, and nothing was expected of it any more):
--          complete only where every unit reported, and no unit's cumulative was derived over a period for which it was
--          asked and did not report: such a cumulative counts what is known; nor is anything asked of the office;
--          and no unit's flow is unknown that a total's flow should hold,
--          inherited (what a successor's cumulative holds of its predecessors; NULL: it follows none),
--          reporting (it is no consolidated row), listed (it is published: a closed unit whose number a successor's row
--          holds is not), held_flow, held_ytd (what of flow and ytd no total counts, since it counts already; NULL:
--          nothing), aside (what of a consolidated cumulative is of no unit that is beneath it now; NULL: nothing),
--          gaps (units whose cumulative lacks something), flow_unknown (a cumulative was stated for
--          the period, and nobody knows the flow since the one before; of a total: that of some unit beneath it, so that
--          its flow lacks that)
WITH fact AS MATERIALIZED (
    SELECT unit_key, series_key, flow, ytd, stock, stated_month, reported, reported_ytd
    FROM core.fact WHERE year = getvariable('year') AND month = getvariable('step')
),
expectation AS MATERIALIZED (
    SELECT unit_key, series_key, quarterly
    FROM core.expectation WHERE year = getvariable('year') AND month = getvariable('step')
),
known AS (
    SELECT
        e.unit_key, e.series_key, e.quarterly, f.flow, f.ytd, f.stock, f.stated_month,
        coalesce(f.reported, false) AS reported, coalesce(f.reported_ytd, false) AS reported_ytd
    FROM expectation AS e
    LEFT JOIN fact AS f ON f.unit_key = e.unit_key AND f.series_key = e.series_key
),
-- of each unit: the last period before this one for which it was asked and that it did not report
last_unreported AS MATERIALIZED (
    SELECT unit_key, series_key, max(month) AS gap_month
    FROM core.attainment
    WHERE year = getvariable('year') AND month < getvariable('step') AND reporting AND expected > 0 AND reported = 0
    GROUP BY unit_key, series_key
),
place AS (
    SELECT unit_key, parent_key, closed FROM core.tree
    WHERE year = getvariable('year') AND month = getvariable('step')
),
inherited AS (
    SELECT
        unit_key, series_key, flow, ytd, inherited, asked <> '' AS asks,
        CASE WHEN flow <> placed_flow THEN flow - placed_flow END::DECIMAL(30, 10) AS held_flow,
        CASE WHEN ytd <> own THEN ytd - own END::DECIMAL(30, 10) AS held_ytd
    FROM core.inherited WHERE year = getvariable('year') AND month = getvariable('step')
),
expected AS (
    SELECT
        f.unit_key, f.series_key, t.parent_key, f.quarterly,
        CASE WHEN i.unit_key IS NULL THEN f.flow ELSE i.flow END::DECIMAL(30, 10) AS flow,
        CASE WHEN i.unit_key IS NULL THEN f.ytd ELSE i.ytd END::DECIMAL(30, 10) AS ytd, f.stock::DECIMAL(30, 10)
            AS stock,
        1 AS expected, f.reported::INTEGER AS reported, f.reported_ytd::INTEGER
            AS reported_ytd,
        coalesce(coalesce(f.stock, CASE WHEN i.unit_key IS NULL THEN f.flow ELSE i.flow END) > 0 AND f.reported,
            false)::INTEGER
            AS contributing,
        coalesce(coalesce(f.stock, CASE WHEN i.unit_key IS NULL THEN f.ytd ELSE i.ytd END) > 0, false)::INTEGER
            AS contributing_ytd,
        (f.ytd IS NOT NULL AND g.gap_month > coalesce(f.stated_month, 0) OR coalesce(i.asks, false))::INTEGER AS gaps,
        CASE WHEN i.unit_key IS NULL THEN f.flow ELSE i.flow END IS NULL AND f.reported
            AND coalesce(f.stated_month, 0) = getvariable('step') AS flow_unknown,
        i.inherited, i.held_flow, i.held_ytd, true AS listed
    FROM known AS f
    JOIN place AS t ON t.unit_key = f.unit_key
    LEFT JOIN inherited AS i ON i.unit_key = f.unit_key AND i.series_key = f.series_key
    LEFT JOIN last_unreported AS g ON g.unit_key = f.unit_key AND g.series_key = f.series_key
),
leaf AS (
    SELECT * FROM expected
    UNION ALL
    SELECT
        c.unit_key, c.series_key, t.parent_key, c.quarterly, c.flow, c.ytd, NULL, 0, 0, 0, 0, 0,
            c.lacking::INTEGER, false,
        c.inherited, CASE WHEN c.flow <> c.placed_flow THEN c.flow - c.placed_flow END, CASE WHEN c.ytd <> c.own
            THEN c.ytd - c.own END,
        c.listed
    FROM core.carried AS c
    JOIN place AS t ON t.unit_key = c.unit_key
    WHERE c.year = getvariable('year') AND c.month = getvariable('step')
),
-- Where only the rows of touched units are made, those of all others stand, and are summed with them. Where a period is
-- made as a whole, none stands.
standing AS (
    SELECT
        t.parent_key, a.series_key, a.quarterly, a.flow, a.held_flow, a.ytd, a.held_ytd, a.stock, a.expected,
        a.reported, a.reported_ytd, a.contributing, a.contributing_ytd, a.gaps, a.flow_unknown
    FROM core.attainment AS a
    JOIN place AS t ON t.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.month = getvariable('step') AND a.reporting
),
summand AS (
    SELECT
        parent_key, series_key, quarterly, flow, held_flow, ytd, held_ytd, stock, expected, reported,
        reported_ytd, contributing, contributing_ytd, gaps, flow_unknown
    FROM leaf
    UNION ALL
    SELECT
        parent_key, series_key, quarterly, flow, held_flow, ytd, held_ytd, stock, expected, reported,
        reported_ytd, contributing, contributing_ytd, gaps, flow_unknown
    FROM standing
),
parent AS MATERIALIZED (
    SELECT
        parent_key AS unit_key, series_key, bool_or(quarterly) AS quarterly,
        sum(flow - coalesce(held_flow, 0))::DECIMAL(30, 10) AS flow, sum(ytd - coalesce(held_ytd,
            0))::DECIMAL(30, 10) AS ytd,
        sum(stock)::DECIMAL(30, 10) AS stock,
        sum(expected)::INTEGER AS expected, sum(reported)::INTEGER AS reported, sum(reported_ytd)::INTEGER
            AS reported_ytd,
        sum(contributing)::INTEGER AS contributing, sum(contributing_ytd)::INTEGER AS contributing_ytd,
            sum(gaps)::INTEGER AS gaps, bool_or(flow_unknown) AS flow_unknown
    FROM summand WHERE parent_key IS NOT NULL
    GROUP BY parent_key, series_key
),
beneath AS (
    SELECT
        a.ancestor_key AS unit_key, p.series_key, bool_or(p.quarterly) AS quarterly,
        sum(p.flow)::DECIMAL(30, 10) AS flow, sum(p.ytd)::DECIMAL(30, 10) AS ytd, sum(p.stock)::DECIMAL(30, 10)
            AS stock,
        sum(p.expected)::INTEGER AS expected, sum(p.reported)::INTEGER AS reported, sum(p.reported_ytd)::INTEGER
            AS reported_ytd,
        sum(p.contributing)::INTEGER AS contributing, sum(p.contributing_ytd)::INTEGER AS contributing_ytd,
            sum(p.gaps)::INTEGER AS gaps, bool_or(p.flow_unknown) AS flow_unknown
    FROM parent AS p
    JOIN core.ancestor AS a
        ON a.year = getvariable('year') AND a.month = getvariable('step') AND a.unit_key = p.unit_key
    GROUP BY a.ancestor_key, p.series_key
),
asked AS (
    SELECT series_key, quarterly FROM core.asked WHERE year = getvariable('year') AND month = getvariable('step')
),
beside AS (
    SELECT unit_key, series_key, amount, false AS hidden
    FROM core.displaced WHERE year = getvariable('year') AND month <= getvariable('step')
    UNION ALL
    SELECT unit_key, series_key, amount, hidden
    FROM core.unplaced WHERE year = getvariable('year') AND month = getvariable('step')
),
-- of units that are there, and of which nobody asks a number of their own
aside AS (
    SELECT b.unit_key, b.series_key, sum(b.amount)::DECIMAL(30, 10) AS amount, bool_or(b.hidden) AS hidden
    FROM beside AS b
    JOIN place AS t ON t.unit_key = b.unit_key AND NOT t.closed
    ANTI JOIN leaf AS l ON l.unit_key = b.unit_key AND l.series_key = b.series_key
    GROUP BY b.unit_key, b.series_key
),
consolidated AS (
    SELECT
        b.unit_key, b.series_key, b.quarterly, b.flow,
        CASE WHEN NOT coalesce(s.hidden, false) THEN CASE WHEN s.amount IS NULL THEN b.ytd ELSE coalesce(b.ytd,
            0) + s.amount END
        END::DECIMAL(30, 10) AS ytd,
        b.stock, b.expected, b.reported, b.reported_ytd, b.contributing, b.contributing_ytd, b.gaps,
        b.flow_unknown,
        CASE WHEN s.amount <> 0 THEN s.amount END AS aside
    FROM beneath AS b
    LEFT JOIN aside AS s ON s.unit_key = b.unit_key AND s.series_key = b.series_key
    UNION ALL
    -- one that nothing reports beneath any more keeps what was achieved there
    SELECT s.unit_key, s.series_key, q.quarterly, NULL, s.amount, NULL, 0, 0, 0, 0, 0, 0, false, s.amount
    FROM aside AS s
    JOIN asked AS q ON q.series_key = s.series_key
    ANTI JOIN beneath AS b ON b.unit_key = s.unit_key AND b.series_key = s.series_key
    WHERE NOT s.hidden AND s.amount <> 0
),
every_unit AS (
    SELECT
        unit_key, series_key, quarterly, flow, ytd, stock, expected, reported, reported_ytd, contributing,
            contributing_ytd,
        gaps, flow_unknown, inherited, true AS reporting, listed, held_flow, held_ytd, NULL::DECIMAL(30, 10) AS aside
    FROM leaf
    UNION ALL
    SELECT
        unit_key, series_key, quarterly, flow, ytd, stock, expected, reported, reported_ytd, contributing,
            contributing_ytd,
        gaps, flow_unknown, NULL, false, true, NULL, NULL, aside
    FROM consolidated
)
SELECT
    getvariable('year') AS year, getvariable('step') AS month, u.unit_key, u.series_key, u.quarterly, u.flow, u.ytd,
    u.stock,
    t.target, t.target_original, t.kind AS target_kind,
    u.expected, u.reported, u.reported_ytd, u.contributing, u.contributing_ytd,
    CASE
        WHEN u.expected = 0 AND u.reporting THEN 'ended'
        WHEN u.reported = u.expected AND coalesce(u.gaps, 0) = 0 AND (u.flow IS NULL OR NOT u.flow_unknown)
            THEN 'complete'
        WHEN u.reported = 0 AND u.expected > 0 THEN 'missing'
        ELSE 'partial'
    END AS status,
    u.inherited, u.reporting, u.listed, u.held_flow, u.held_ytd, u.aside, coalesce(u.gaps, 0) AS gaps,
    u.flow_unknown
FROM every_unit AS u
LEFT JOIN core.target AS t
    ON t.year = getvariable('year') AND t.month = getvariable('step') AND t.unit_key = u.unit_key
    AND t.series_key = u.series_key
