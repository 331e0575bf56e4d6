-- core.reconciliation: numbers that should agree and do not, at the precision that their indicator declares. Nothing here
-- changes a consolidated number.
-- Grain: quarter × unit × series × kind × measure.
-- Inputs: staging.current_reading, ledger.observation, core.tree, core.attainment, core.fact, core.assigned_target,
--         core.target, core.restated_target, core.inherited, core.succession_question, staging.series
-- Rebuild: by year, from the first month that changed
-- Touched: ledger.observation, core.attainment, core.fact, core.target, core.inherited,
-- Touched: core.succession_question
-- Columns: year, month, unit_key, series_key, kind, measure, stated, computed, difference (stated - computed), submission_id, sheet, cell
--   stated_total      what a unit with units beneath it states itself, against the sum of the reporting units
--   cumulative_flow   a reported cumulative, against the previous one and the quarter's flow; not over a quarter
--                     without a number
--   cumulative_falls  a reported cumulative that is less than what the unit had achieved by the period before; not where
--                     cumulative_flow compares it
--   target_children   a unit's own target, against the sum of its children's
--   target_source     the target in the registry, against the one that a workbook states
--   duplicate_source  two forms that bring one number, against each other
--   succession_asked, succession_differs, succession_unreported, target_missing   as in core.succession_question; what
--                     the cumulative of a unit that follows others says beside its flow is asked there
-- Joins: as written: what is made in the same transaction DuckDB takes for empty, and would hold the largest table in
-- memory for a join
-- Of the millions of numbers that are stated only those are read that can differ at all, with no more than is needed to
-- compare them; submission, sheet and cell are looked up for the few that do differ.
WITH reading AS (
    SELECT
        reading_id, submission_id, month, kind, rank, dense_rank() OVER (ORDER BY form_id) AS form_number,
        -- a flow over six, nine or twelve months is a cumulative
        CASE WHEN kind = 'quarter' THEN 'flow' ELSE 'ytd' END AS flow_holds
    FROM staging.current_reading
    WHERE year = getvariable('year') AND month >= getvariable('first_month')
),
-- which form states a series, and as what: few rows, however many units there are
stated_as AS (
    SELECT r.form_number, r.kind, r.flow_holds, o.series_key, o.measure
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    WHERE o.mark = 'value' AND o.measure <> 'target'
    GROUP BY r.form_number, r.kind, r.flow_holds, o.series_key, o.measure
),
above AS (SELECT month, unit_key FROM core.tree WHERE year = getvariable('year') AND NOT reporting),
stated_above AS (
    SELECT
        r.month, o.unit_key, o.series_key, o.value, o.reading_id, o.measure AS said,
        CASE WHEN o.measure = 'flow' THEN r.flow_holds ELSE o.measure::STRING END AS measure
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    SEMI JOIN above AS t ON t.month = r.month AND t.unit_key = o.unit_key
    WHERE o.mark = 'value' AND o.measure <> 'target'
),
stated_total AS (
    SELECT
        s.month, s.unit_key, s.series_key, 'stated_total' AS kind, s.measure, s.value AS stated,
        CASE s.measure WHEN 'flow' THEN a.flow WHEN 'ytd' THEN a.ytd ELSE a.stock END AS computed,
        s.reading_id, s.said
    FROM core.attainment AS a
    JOIN stated_above AS s ON s.month = a.month AND s.unit_key = a.unit_key AND s.series_key = a.series_key
    WHERE a.year = getvariable('year') AND a.month >= getvariable('first_month')
),
both_ways AS (
    SELECT form_number, series_key
    FROM stated_as
    WHERE kind = 'quarter'
    GROUP BY form_number, series_key
    HAVING bool_or(measure = 'flow') AND bool_or(measure = 'ytd')
),
stated_both_ways AS (
    SELECT r.month, r.form_number, o.unit_key, o.series_key, o.value, o.reading_id, o.measure AS said
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    SEMI JOIN both_ways AS b ON b.form_number = r.form_number AND b.series_key = o.series_key
    WHERE o.mark = 'value' AND o.measure IN ('flow', 'ytd') AND r.kind = 'quarter'
),
falling AS (
    SELECT month, unit_key, series_key, fell_from AS known_before
    FROM core.fact
    WHERE year = getvariable('year') AND month >= getvariable('first_month') AND fell_from IS NOT NULL
),
stated_beside AS (
    SELECT y.month, y.unit_key, y.series_key, y.value AS ytd, f.value AS flow, y.reading_id, y.said
    FROM stated_both_ways AS y
    JOIN stated_both_ways AS f
        ON f.month = y.month AND f.unit_key = y.unit_key AND f.series_key = y.series_key
        AND f.form_number = y.form_number
    WHERE y.said = 'ytd' AND f.said = 'flow'
),
before AS (
    SELECT month, unit_key, series_key, ytd, coalesce(stated_month, 0) AS stated_month
    FROM core.fact
    WHERE year = getvariable('year') AND ytd IS NOT NULL
),
-- cumulatives that are not the one before and the flow, and all that fall
set_beside AS (
    SELECT
        y.month, y.unit_key, y.series_key, y.ytd AS stated, coalesce(p.ytd, 0) + y.flow AS computed, p.stated_month,
        y.reading_id, y.said
    FROM before AS p
    RIGHT JOIN stated_beside AS y
        ON y.month - 3 = p.month AND y.unit_key = p.unit_key AND y.series_key = p.series_key
    LEFT JOIN falling AS l ON l.month = y.month AND l.unit_key = y.unit_key AND l.series_key = y.series_key
    WHERE (y.month = 3 OR p.month IS NOT NULL) AND (l.month IS NOT NULL OR y.ytd <> coalesce(p.ytd, 0) + y.flow)
),
-- How many quarters before a period have a known flow, since the cumulative that was stated last before it. Where one
-- is missing, the cumulative before the period is not known in full and contradicts nothing.
known_quarters AS (
    SELECT y.month, y.unit_key, y.series_key, count(f.flow) AS quarters
    FROM core.fact AS f
    JOIN (SELECT DISTINCT month, unit_key, series_key, stated_month FROM set_beside) AS y
        ON y.unit_key = f.unit_key AND y.series_key = f.series_key AND f.month > y.stated_month AND f.month < y.month
    WHERE f.year = getvariable('year')
    GROUP BY y.month, y.unit_key, y.series_key
),
cumulative_flow AS (
    SELECT
        y.month, y.unit_key, y.series_key, 'cumulative_flow' AS kind, 'ytd' AS measure, y.stated, y.computed,
        y.reading_id, y.said
    FROM set_beside AS y
    LEFT JOIN known_quarters AS q ON q.month = y.month AND q.unit_key = y.unit_key AND q.series_key = y.series_key
    WHERE y.month = 3 OR 3 * coalesce(q.quarters, 0) = y.month - 3 - y.stated_month
),
stated_falling AS (
    SELECT r.month, r.rank, o.unit_key, o.series_key, o.value, o.reading_id, o.measure AS said
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    SEMI JOIN falling AS f ON f.month = r.month AND f.unit_key = o.unit_key AND f.series_key = o.series_key
    WHERE o.mark = 'value' AND (o.measure = 'ytd' OR o.measure = 'flow' AND r.flow_holds = 'ytd')
),
cumulative_falls AS (
    SELECT
        f.month, f.unit_key, f.series_key, 'cumulative_falls' AS kind, 'ytd' AS measure,
        arg_max(s.value, s.rank) AS stated, max(f.known_before) AS computed,
        arg_max(s.reading_id, s.rank) AS reading_id, arg_max(s.said, s.rank) AS said
    FROM falling AS f
    JOIN stated_falling AS s ON s.month = f.month AND s.unit_key = f.unit_key AND s.series_key = f.series_key
    LEFT JOIN cumulative_flow AS c
        ON c.month = f.month AND c.unit_key = f.unit_key AND c.series_key = f.series_key
    WHERE c.month IS NULL
    GROUP BY f.month, f.unit_key, f.series_key
),
-- units that follow others: their cumulatives are taken apart in core.inherited
follower AS (
    SELECT month, unit_key, series_key FROM core.inherited
    WHERE year = getvariable('year') AND inherited IS NOT NULL AND (behind <> 0 OR lost OR inherited <> 0)
),
assigned AS (
    SELECT month, unit_key, series_key, target FROM core.target
    WHERE year = getvariable('year') AND month >= getvariable('first_month') AND target IS NOT NULL
),
-- summed before they are compared, so that no engine joins the targets of all units that have one for the same series
children AS (
    SELECT c.month, u.parent_key AS unit_key, c.series_key, TRY_CAST(sum(c.target) AS DECIMAL(30, 10)) AS target
    FROM core.restated_target AS c
    JOIN core.tree AS u ON u.month = c.month AND u.unit_key = c.unit_key
    JOIN (SELECT DISTINCT unit_key FROM assigned) AS p ON p.unit_key = u.parent_key
    WHERE c.year = getvariable('year') AND c.scope = 'reported' AND c.target IS NOT NULL
        AND u.year = getvariable('year') AND u.month >= getvariable('first_month') AND NOT u.closed
    GROUP BY c.month, u.parent_key, c.series_key
),
target_children AS (
    SELECT
        t.month, t.unit_key, t.series_key, 'target_children' AS kind, 'target' AS measure, t.target AS stated,
        c.target AS computed, NULL AS reading_id, NULL AS said
    FROM assigned AS t
    JOIN children AS c ON c.month = t.month AND c.unit_key = t.unit_key AND c.series_key = t.series_key
),
stated_target AS (
    SELECT r.month, o.unit_key, o.series_key, o.value, o.reading_id, o.measure AS said
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    WHERE o.mark = 'value' AND o.measure = 'target'
),
target_source AS (
    SELECT
        w.month, w.unit_key, w.series_key, 'target_source' AS kind, 'target' AS measure, t.target AS stated,
        w.value AS computed, w.reading_id, w.said
    FROM core.target AS t
    JOIN stated_target AS w ON w.month = t.month AND w.unit_key = t.unit_key AND w.series_key = t.series_key
    WHERE t.year = getvariable('year') AND t.month >= getvariable('first_month')
),
twice AS (
    SELECT series_key, measure
    FROM (
        SELECT
            series_key, form_number, CASE WHEN measure = 'flow' THEN flow_holds ELSE measure::STRING END AS measure
        FROM stated_as
    ) AS s
    GROUP BY series_key, measure
    HAVING min(form_number) <> max(form_number)
),
stated_twice AS (
    SELECT s.*
    FROM (
        SELECT
            r.month, r.form_number, r.rank, o.unit_key, o.series_key, o.value, o.reading_id, o.measure AS said,
            CASE WHEN o.measure = 'flow' THEN r.flow_holds ELSE o.measure::STRING END AS measure
        FROM ledger.observation AS o
        JOIN reading AS r ON r.reading_id = o.reading_id
        WHERE o.mark = 'value' AND o.measure <> 'target'
    ) AS s
    SEMI JOIN twice AS d ON d.series_key = s.series_key AND d.measure = s.measure
),
duplicate_source AS (
    SELECT
        b.month, b.unit_key, b.series_key, 'duplicate_source' AS kind, b.measure, b.value AS stated,
        a.value AS computed, b.reading_id, b.said
    FROM stated_twice AS a
    JOIN stated_twice AS b
        ON a.month = b.month AND a.unit_key = b.unit_key AND a.series_key = b.series_key
        AND a.measure = b.measure AND a.form_number <> b.form_number AND a.rank > b.rank
),
every_kind AS (
    SELECT * FROM stated_total
    UNION ALL SELECT * FROM cumulative_flow
    UNION ALL SELECT * FROM cumulative_falls
    UNION ALL SELECT * FROM target_children
    UNION ALL SELECT * FROM target_source
    UNION ALL SELECT * FROM duplicate_source
),
differing AS (
    SELECT e.*
    FROM every_kind AS e
    LEFT JOIN staging.series AS s ON s.series_key = e.series_key
    LEFT JOIN follower AS f ON f.month = e.month AND f.unit_key = e.unit_key AND f.series_key = e.series_key
    WHERE (f.unit_key IS NULL OR e.kind NOT IN ('cumulative_flow', 'cumulative_falls'))
      AND e.stated IS DISTINCT FROM e.computed
      AND shown(e.stated, coalesce(s.decimals, 10)) IS DISTINCT FROM shown(e.computed, coalesce(s.decimals, 10))
),
found AS (
    SELECT
        d.month, d.unit_key, d.series_key, d.kind, d.measure, d.stated, d.computed, r.submission_id, o.sheet, o.cell
    FROM ledger.observation AS o
    JOIN differing AS d
        ON d.reading_id = o.reading_id AND d.unit_key = o.unit_key AND d.series_key = o.series_key
        AND d.said = o.measure
    JOIN reading AS r ON r.reading_id = d.reading_id
    UNION ALL
    -- what the registry alone says has no cell
    SELECT month, unit_key, series_key, kind, measure, stated, computed, NULL, NULL, NULL
    FROM differing
    WHERE reading_id IS NULL
    UNION ALL
    SELECT month, unit_key, series_key, code, measure, stated, computed, submission_id, sheet, cell
    FROM core.succession_question
    WHERE year = getvariable('year') AND month >= getvariable('first_month')
)
SELECT
    getvariable('year') AS year, month, unit_key, series_key, kind, measure, stated, computed, submission_id, sheet,
    cell, (stated - coalesce(computed, 0))::DECIMAL(30, 10) AS difference
FROM found
