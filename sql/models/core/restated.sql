-- core.restated: what every unit of the tree of staging.boundary_tree achieved in its boundaries: the numbers of its
-- predecessors are added, those of a split shared on the cumulative by a signed allocation only. Only years that come
-- out otherwise in that tree are here: the rows of all others are those of core.attainment.
-- Grain: quarter × unit of that tree × series.
-- Inputs: core.redrawn, core.attainment, core.tree, core.inherited, core.restated_target, staging.boundary,
--         staging.boundary_tree, staging.boundary_ancestor, staging.series
-- Rebuild: by year
-- Only years of: core.redrawn
-- Columns: year, month, unit_key, series_key, quarterly, flow, ytd, stock, target, target_original, target_kind,
--          expected, reported, reported_ytd, contributing, contributing_ytd (of the reports really asked for), gaps,
--          flow_unknown (as in core.attainment), status (complete, partial, missing; not_comparable: the unit has an unknown part of another's number),
--          estimate (a number in it is shared by weights), unplaced (what of ytd cannot be placed any lower: what the
--          parts of a split state beyond what was divided, and what a unit achieved before others stood beneath it;
--          NULL: nothing)
WITH there AS (
    SELECT DISTINCT t.unit_key
    FROM core.tree AS t
    JOIN core.redrawn AS y ON y.year = t.year
    WHERE t.year = getvariable('year') AND t.reporting
),
-- Most units count at one place the whole year: their rows are taken from core.attainment as they are, and only added
-- up. Everything else is worked out piece by piece.
whole AS (
    SELECT b.unit_key, min(b.place_key) AS place_key, bool_and(b.own) AS own
    FROM staging.boundary AS b
    JOIN there AS h ON h.unit_key = b.unit_key
    WHERE b.first_day <= month_end(getvariable('year'), 12) AND b.last_day > month_end(getvariable('year') - 1, 12)
    GROUP BY b.unit_key
    HAVING count(*) = 1 AND count(b.place_key) = 1 AND bool_and(NOT b.shared AND b.hidden_key IS NULL)
),
piecewise AS (
    SELECT h.unit_key FROM there AS h
    ANTI JOIN whole AS w ON w.unit_key = h.unit_key
),
-- places at which one unit counts and nothing else
single AS (
    SELECT place_key
    FROM (
        SELECT place_key, true AS is_whole FROM whole WHERE own
        UNION ALL
        SELECT b.place_key, false
        FROM staging.boundary AS b
        JOIN piecewise AS p ON p.unit_key = b.unit_key
        WHERE b.own AND b.place_key IS NOT NULL
    ) AS c
    GROUP BY place_key
    HAVING count(*) = 1 AND bool_and(is_whole)
),
alone AS (
    SELECT w.unit_key, w.place_key
    FROM whole AS w
    JOIN single AS s ON s.place_key = w.place_key
    WHERE w.own
),
together AS (
    SELECT w.unit_key, w.place_key
    FROM whole AS w
    ANTI JOIN single AS s ON s.place_key = w.place_key
    WHERE w.own
),
leaf AS (
    SELECT
        a.month, month_end(a.year, a.month) AS last_day, a.unit_key, a.series_key, a.quarterly,
        a.flow - coalesce(a.held_flow, 0) AS flow, a.ytd - coalesce(a.held_ytd, 0) AS ytd, a.stock, a.expected,
        a.reported, a.reported_ytd, a.contributing, a.contributing_ytd, a.gaps, a.flow_unknown
    FROM core.attainment AS a
    JOIN piecewise AS p ON p.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.reporting
),
span AS (SELECT DISTINCT unit_key, first_day, last_day FROM staging.boundary),
-- units whose numbers count elsewhere before and after some day of the year
cut AS (
    SELECT DISTINCT unit_key FROM span
    WHERE first_day > month_end(getvariable('year') - 1, 12) AND first_day <= month_end(getvariable('year'), 12)
),
dated AS (
    SELECT l.month, l.unit_key, l.series_key, l.ytd, s.first_day
    FROM leaf AS l
    JOIN cut AS c ON c.unit_key = l.unit_key
    JOIN span AS s ON s.unit_key = l.unit_key AND l.last_day BETWEEN s.first_day AND s.last_day
    WHERE l.ytd IS NOT NULL
),
ending AS (
    SELECT unit_key, series_key, first_day, max(month) AS last_month, arg_max(ytd, month) AS ytd
    FROM dated
    GROUP BY unit_key, series_key, first_day
),
piece AS (
    SELECT
        unit_key, series_key, first_day, last_month, ytd,
        coalesce(lag(ytd) OVER (PARTITION BY unit_key, series_key ORDER BY first_day), 0) AS ytd_before
    FROM ending
),
-- each cumulative by the spans in which it was achieved
portion AS (
    SELECT l.month, l.unit_key, l.series_key, l.last_day AS day, l.ytd
    FROM leaf AS l
    ANTI JOIN cut AS c ON c.unit_key = l.unit_key
    WHERE l.ytd IS NOT NULL
    UNION ALL
    SELECT
        d.month, d.unit_key, d.series_key, greatest(p.first_day, month_end(getvariable('year') - 1, 12)),
        CASE WHEN p.first_day = d.first_day THEN d.ytd ELSE p.ytd END - p.ytd_before
    FROM dated AS d
    JOIN piece AS p ON p.unit_key = d.unit_key AND p.series_key = d.series_key AND p.first_day <= d.first_day
),
-- one row for each number and place: of a share the cumulative by its weights, and the flow by difference
placed_ytd AS (
    SELECT p.month, p.unit_key, p.series_key, b.place_key, b.own, false AS shared, p.ytd::DECIMAL(30, 10) AS ytd
    FROM portion AS p
    JOIN staging.boundary AS b ON b.unit_key = p.unit_key AND p.day BETWEEN b.first_day AND b.last_day
    WHERE b.hidden_key IS NULL AND b.place_key IS NOT NULL AND NOT b.shared
    UNION ALL
    SELECT
        p.month, p.unit_key, p.series_key, b.place_key, b.own, true,
        (allotted(p.ytd, b.high, s.decimals) - allotted(p.ytd, b.low, s.decimals))::DECIMAL(30, 10)
    FROM portion AS p
    JOIN staging.boundary AS b ON b.unit_key = p.unit_key AND p.day BETWEEN b.first_day AND b.last_day
    JOIN staging.series AS s ON s.series_key = p.series_key
    WHERE b.hidden_key IS NULL AND b.place_key IS NOT NULL AND b.shared
),
step AS (
    SELECT
        p.month, p.unit_key, p.series_key, p.place_key,
        p.ytd - coalesce(lag(p.ytd) OVER (PARTITION BY p.unit_key, p.series_key, p.place_key ORDER BY p.month), 0)
            AS flow
    FROM placed_ytd AS p
    WHERE p.shared
),
placed AS (
    SELECT month, unit_key, series_key, place_key, own, shared, NULL::DECIMAL(30, 10) AS flow, ytd,
        NULL::DECIMAL(30, 10) AS stock, 0 AS expected, 0 AS reported, 0 AS reported_ytd, 0 AS contributing,
        0 AS contributing_ytd, 0 AS gaps, false AS flow_unknown, false AS quarterly, true AS counted
    FROM placed_ytd
    UNION ALL
    SELECT
        l.month, l.unit_key, l.series_key, b.place_key, b.own, false, l.flow, NULL, l.stock, l.expected, l.reported,
        l.reported_ytd, l.contributing, l.contributing_ytd, l.gaps, l.flow_unknown, l.quarterly, true
    FROM leaf AS l
    JOIN staging.boundary AS b ON b.unit_key = l.unit_key AND l.last_day BETWEEN b.first_day AND b.last_day
    WHERE b.hidden_key IS NULL AND b.place_key IS NOT NULL AND NOT b.shared
    UNION ALL
    SELECT
        l.month, l.unit_key, l.series_key, b.place_key, b.own, true, CASE WHEN l.flow IS NOT NULL THEN t.flow END, NULL,
        allotted(l.stock, b.high, s.decimals) - allotted(l.stock, b.low, s.decimals), l.expected, l.reported,
        l.reported_ytd, l.contributing, l.contributing_ytd, l.gaps, l.flow_unknown, l.quarterly, b.low = 0
    FROM leaf AS l
    JOIN staging.boundary AS b ON b.unit_key = l.unit_key AND l.last_day BETWEEN b.first_day AND b.last_day
    JOIN staging.series AS s ON s.series_key = l.series_key
    LEFT JOIN step AS t
        ON t.month = l.month AND t.unit_key = l.unit_key AND t.series_key = l.series_key AND t.place_key = b.place_key
    WHERE b.hidden_key IS NULL AND b.place_key IS NOT NULL AND b.shared
),
-- what the cumulatives of a split's successors state together beyond what was divided
excess AS (
    SELECT month, component, series_key, (sum(want) - max(spare))::DECIMAL(30, 10) AS amount
    FROM core.inherited
    WHERE year = getvariable('year') AND want > 0
    GROUP BY month, component, series_key
    HAVING count(*) > 1 AND sum(want) > max(spare)
),
claim AS (
    SELECT e.month, e.component, e.series_key, e.amount, b.place_key
    FROM excess AS e
    JOIN core.inherited AS i
        ON i.year = getvariable('year') AND i.month = e.month AND i.component = e.component
        AND i.series_key = e.series_key AND i.want > 0
    JOIN staging.boundary AS b
        ON b.unit_key = i.unit_key AND month_end(getvariable('year'), e.month) BETWEEN b.first_day AND b.last_day
        AND b.hidden_key IS NULL AND b.place_key IS NOT NULL
),
claimed AS (
    SELECT month, component, series_key, count(DISTINCT place_key) AS places FROM claim
    GROUP BY month, component, series_key
),
over AS (
    SELECT
        c.month, c.component, c.series_key, c.amount, a.ancestor_key, count(DISTINCT c.place_key) AS places,
        max(h.rank) AS rank
    FROM claim AS c
    JOIN staging.boundary_ancestor AS a ON a.unit_key = c.place_key
    JOIN (SELECT unit_key, max(height) AS rank FROM staging.boundary_ancestor GROUP BY unit_key) AS h
        ON h.unit_key = a.ancestor_key
    GROUP BY c.month, c.component, c.series_key, c.amount, a.ancestor_key
),
shared_by AS (
    SELECT o.month, o.component, o.series_key, o.amount, o.ancestor_key, o.rank, o.places = c.places AS common
    FROM over AS o
    JOIN claimed AS c ON c.month = o.month AND c.component = o.component AND c.series_key = o.series_key
),
lowest AS (
    SELECT month, component, series_key, amount, ancestor_key FROM shared_by
    WHERE common
    QUALIFY row_number() OVER (PARTITION BY month, component, series_key ORDER BY rank DESC NULLS LAST) = 1
),
-- what a unit achieved itself in the year before others stood beneath it
kept AS (
    SELECT
        t.month, w.place_key, a.series_key,
        arg_max((a.ytd - coalesce(a.held_ytd, 0))::DECIMAL(30, 10), a.month) AS amount
    FROM core.tree AS t
    JOIN whole AS w ON w.unit_key = t.unit_key
    JOIN core.attainment AS a ON a.unit_key = t.unit_key AND a.month < t.month
    WHERE t.year = getvariable('year') AND NOT t.reporting AND NOT t.closed AND a.year = getvariable('year')
        AND a.reporting AND a.ytd IS NOT NULL
    GROUP BY t.month, w.place_key, w.unit_key, a.series_key
),
-- what counts at a unit and cannot be placed any lower
upheld AS (
    SELECT month, ancestor_key, series_key, amount FROM lowest
    UNION ALL
    SELECT month, place_key, series_key, amount FROM kept
),
unplaced AS (
    SELECT l.month, a.ancestor_key AS unit_key, l.series_key, sum(l.amount)::DECIMAL(30, 10) AS amount
    FROM upheld AS l
    JOIN staging.boundary_ancestor AS a ON a.unit_key = l.ancestor_key
    GROUP BY l.month, a.ancestor_key, l.series_key
),
hidden AS (
    SELECT DISTINCT l.month, l.series_key, b.hidden_key AS unit_key
    FROM leaf AS l
    JOIN staging.boundary AS b ON b.unit_key = l.unit_key AND l.last_day BETWEEN b.first_day AND b.last_day
    WHERE b.hidden_key IS NOT NULL
    UNION
    SELECT p.month, p.series_key, b.hidden_key
    FROM portion AS p
    JOIN staging.boundary AS b ON b.unit_key = p.unit_key AND p.day BETWEEN b.first_day AND b.last_day
    WHERE b.hidden_key IS NOT NULL AND p.ytd <> 0
    UNION
    SELECT month, series_key, ancestor_key FROM shared_by WHERE NOT common
),
hidden_own AS (
    SELECT h.month, h.unit_key, h.series_key
    FROM hidden AS h
    JOIN placed AS p ON p.month = h.month AND p.place_key = h.unit_key AND p.series_key = h.series_key
    WHERE p.own
    UNION
    SELECT h.month, h.unit_key, h.series_key
    FROM hidden AS h
    JOIN whole AS w ON w.place_key = h.unit_key AND w.own
    JOIN core.attainment AS a ON a.month = h.month AND a.unit_key = w.unit_key AND a.series_key = h.series_key
    WHERE a.year = getvariable('year') AND a.reporting
),
gathered AS (
    SELECT
        a.month, t.place_key, a.series_key, a.quarterly, a.flow - coalesce(a.held_flow, 0) AS flow,
        a.ytd - coalesce(a.held_ytd, 0) AS ytd, a.stock, a.expected, a.reported, a.reported_ytd, a.contributing,
        a.contributing_ytd, a.gaps, a.flow_unknown, false AS shared
    FROM core.attainment AS a
    JOIN together AS t ON t.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.reporting
    UNION ALL
    SELECT
        month, place_key, series_key, quarterly, flow, ytd, stock, expected, reported, reported_ytd, contributing,
        contributing_ytd, gaps, flow_unknown, shared
    FROM placed
    WHERE own
),
own AS (
    SELECT
        month, place_key AS unit_key, series_key, bool_or(quarterly) AS quarterly, sum(flow)::DECIMAL(30, 10) AS flow,
        sum(ytd)::DECIMAL(30, 10) AS ytd, sum(stock)::DECIMAL(30, 10) AS stock, sum(expected)::INTEGER AS expected,
        sum(reported)::INTEGER AS reported, sum(reported_ytd)::INTEGER AS reported_ytd,
        sum(contributing)::INTEGER AS contributing, sum(contributing_ytd)::INTEGER AS contributing_ytd,
        sum(gaps)::INTEGER AS gaps, bool_or(flow_unknown) AS flow_unknown, bool_or(shared) AS estimate
    FROM gathered
    GROUP BY month, place_key, series_key
    UNION ALL
    SELECT
        a.month, n.place_key, a.series_key, a.quarterly, (a.flow - coalesce(a.held_flow, 0))::DECIMAL(30, 10),
        (a.ytd - coalesce(a.held_ytd, 0))::DECIMAL(30, 10), a.stock, a.expected, a.reported, a.reported_ytd,
        a.contributing, a.contributing_ytd, a.gaps, a.flow_unknown, false
    FROM core.attainment AS a
    JOIN alone AS n ON n.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.reporting
),
-- Into everything above. A report that is shared counts once, with its first part.
above AS (
    SELECT w.unit_key, CASE WHEN w.own THEN t.parent_key ELSE w.place_key END AS above_key
    FROM whole AS w
    JOIN staging.boundary_tree AS t ON t.unit_key = w.place_key
),
added AS (
    SELECT
        a.month, w.above_key, a.series_key, a.quarterly, a.flow - coalesce(a.held_flow, 0) AS flow,
        a.ytd - coalesce(a.held_ytd, 0) AS ytd, a.stock, a.expected, a.reported, a.reported_ytd, a.contributing,
        a.contributing_ytd, a.gaps, a.flow_unknown, true AS counted
    FROM core.attainment AS a
    JOIN above AS w ON w.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.reporting
    UNION ALL
    SELECT
        p.month, CASE WHEN p.own THEN t.parent_key ELSE p.place_key END, p.series_key, p.quarterly, p.flow, p.ytd,
        p.stock, p.expected, p.reported, p.reported_ytd, p.contributing, p.contributing_ytd, p.gaps,
        p.flow_unknown, p.counted
    FROM placed AS p
    JOIN staging.boundary_tree AS t ON t.unit_key = p.place_key
),
direct AS (
    SELECT
        month, above_key AS unit_key, series_key, bool_or(quarterly) AS quarterly,
        sum(flow)::DECIMAL(30, 10) AS flow, sum(ytd)::DECIMAL(30, 10) AS ytd, sum(stock)::DECIMAL(30, 10) AS stock,
        coalesce(sum(expected) FILTER (WHERE counted), 0) AS expected,
        coalesce(sum(reported) FILTER (WHERE counted), 0) AS reported,
        coalesce(sum(reported_ytd) FILTER (WHERE counted), 0) AS reported_ytd,
        coalesce(sum(contributing) FILTER (WHERE counted), 0) AS contributing,
        coalesce(sum(contributing_ytd) FILTER (WHERE counted), 0) AS contributing_ytd,
        coalesce(sum(gaps) FILTER (WHERE counted), 0) AS gaps, bool_or(flow_unknown) AS flow_unknown
    FROM added
    GROUP BY month, above_key, series_key
    UNION ALL
    SELECT month, ancestor_key, series_key, false, NULL, amount, NULL, 0, 0, 0, 0, 0, 0, false FROM upheld
),
consolidated AS (
    SELECT
        d.month, a.ancestor_key AS unit_key, d.series_key, bool_or(d.quarterly) AS quarterly,
        sum(d.flow)::DECIMAL(30, 10) AS flow, sum(d.ytd)::DECIMAL(30, 10) AS ytd, sum(d.stock)::DECIMAL(30, 10)
            AS stock,
        sum(d.expected)::INTEGER AS expected, sum(d.reported)::INTEGER AS reported,
        sum(d.reported_ytd)::INTEGER AS reported_ytd, sum(d.contributing)::INTEGER AS contributing,
        sum(d.contributing_ytd)::INTEGER AS contributing_ytd, sum(d.gaps)::INTEGER AS gaps,
        bool_or(d.flow_unknown) AS flow_unknown
    FROM direct AS d
    JOIN staging.boundary_ancestor AS a ON a.unit_key = d.unit_key
    GROUP BY d.month, a.ancestor_key, d.series_key
),
-- which rows of a unit above are an estimate: those of a share whose other parts are elsewhere
parted AS (
    SELECT p.month, p.unit_key AS origin_key, p.series_key, a.ancestor_key AS unit_key, sum(b.high - b.low) AS part
    FROM (SELECT DISTINCT month, unit_key, series_key, place_key FROM placed WHERE shared) AS p
    JOIN staging.boundary AS b
        ON b.unit_key = p.unit_key AND b.place_key = p.place_key AND b.hidden_key IS NULL AND b.shared
    JOIN staging.boundary_ancestor AS a ON a.unit_key = p.place_key AND a.height > 0
    GROUP BY p.month, p.unit_key, p.series_key, a.ancestor_key
),
estimated AS (SELECT DISTINCT month, unit_key, series_key FROM parted WHERE part < 1),
every_unit AS (
    SELECT
        o.month, o.unit_key, o.series_key, o.quarterly, o.flow, o.ytd, o.stock, o.expected, o.reported, o.reported_ytd,
        o.contributing, o.contributing_ytd, o.gaps, o.flow_unknown, o.estimate
    FROM own AS o
    UNION ALL
    SELECT
        c.month, c.unit_key, c.series_key, c.quarterly, c.flow, c.ytd, c.stock, c.expected, c.reported, c.reported_ytd,
        c.contributing, c.contributing_ytd, c.gaps, c.flow_unknown, e.unit_key IS NOT NULL
    FROM consolidated AS c
    LEFT JOIN estimated AS e ON e.month = c.month AND e.unit_key = c.unit_key AND e.series_key = c.series_key
    UNION ALL
    SELECT h.month, h.unit_key, h.series_key, false, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0, false, false
    FROM hidden AS h
    ANTI JOIN hidden_own AS o ON o.month = h.month AND o.unit_key = h.unit_key AND o.series_key = h.series_key
    ANTI JOIN consolidated AS c ON c.month = h.month AND c.unit_key = h.unit_key AND c.series_key = h.series_key
),
by_quarter AS (
    SELECT a.month, a.series_key, bool_or(a.quarterly) AS quarterly
    FROM core.attainment AS a
    JOIN (SELECT DISTINCT month, series_key FROM hidden) AS h ON h.month = a.month AND h.series_key = a.series_key
    WHERE a.year = getvariable('year') AND a.reporting
    GROUP BY a.month, a.series_key
)
SELECT
    getvariable('year') AS year, u.month, u.unit_key, u.series_key,
    CASE WHEN h.unit_key IS NULL THEN u.quarterly ELSE q.quarterly END AS quarterly,
    CASE WHEN h.unit_key IS NULL THEN u.flow END AS flow, CASE WHEN h.unit_key IS NULL THEN u.ytd END AS ytd,
    CASE WHEN h.unit_key IS NULL THEN u.stock END AS stock,
    t.target, t.target_original, t.kind AS target_kind, u.expected, u.reported, u.reported_ytd, u.contributing,
    u.contributing_ytd, u.gaps, u.flow_unknown,
    CASE
        WHEN h.unit_key IS NOT NULL THEN 'not_comparable'
        WHEN u.reported = u.expected AND u.gaps = 0 AND (u.flow IS NULL OR NOT u.flow_unknown) THEN 'complete'
        WHEN u.reported = 0 AND u.expected > 0 THEN 'missing'
        ELSE 'partial'
    END AS status,
    u.estimate AND h.unit_key IS NULL AS estimate, CASE WHEN h.unit_key IS NULL THEN o.amount END AS unplaced
FROM every_unit AS u
LEFT JOIN unplaced AS o ON o.month = u.month AND o.unit_key = u.unit_key AND o.series_key = u.series_key
LEFT JOIN hidden AS h ON h.month = u.month AND h.unit_key = u.unit_key AND h.series_key = u.series_key
LEFT JOIN by_quarter AS q ON q.month = u.month AND q.series_key = u.series_key
LEFT JOIN core.restated_target AS t
    ON t.year = getvariable('year') AND t.scope = 'current' AND t.month = u.month AND t.unit_key = u.unit_key
    AND t.series_key = u.series_key
