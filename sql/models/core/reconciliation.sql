-- core.reconciliation: numbers that should agree and do not, at the precision that their indicator declares. Nothing here
-- changes a consolidated number.
-- Grain: quarter × unit × series × kind × measure.
-- Inputs: staging.current_reading, ledger.observation, core.tree, core.attainment, core.fact, core.assigned_target,
--         core.target, core.restated_target, core.inherited, core.succession_question, staging.series
-- Rebuild: by year, from the first month that changed
-- Touched: ledger.observation, core.attainment, core.fact, core.target, core.inherited,
-- Touched: core.succession_question
-- Materialized: the large table is narrowed first, by small sets, to what can differ at all
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
WITH stated AS (
    SELECT o.unit_key, o.series_key, r.month, r.kind, r.rank, r.form_id, r.submission_id, o.sheet, o.cell, o.value,
        CASE WHEN o.measure = 'flow' AND r.kind <> 'quarter' THEN 'ytd' ELSE o.measure::STRING END AS measure
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    WHERE r.year = getvariable('year') AND r.month >= getvariable('first_month') AND o.mark = 'value'
        AND o.measure <> 'target'
),
above AS MATERIALIZED (SELECT month, unit_key FROM core.tree WHERE year = getvariable('year') AND NOT reporting),
consolidated AS MATERIALIZED (
    SELECT a.month, a.unit_key, a.series_key, a.flow, a.ytd, a.stock
    FROM core.attainment AS a
    SEMI JOIN above AS t ON t.month = a.month AND t.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.month >= getvariable('first_month')
),
stated_above AS MATERIALIZED (
    SELECT s.* FROM stated AS s SEMI JOIN above AS t ON t.month = s.month AND t.unit_key = s.unit_key
),
stated_twice AS MATERIALIZED (
    SELECT s.* FROM stated AS s
    SEMI JOIN (SELECT series_key, measure FROM stated GROUP BY series_key,
        measure HAVING min(form_id) <> max(form_id)) AS d
        ON d.series_key = s.series_key AND d.measure = s.measure
),
stated_both_ways AS MATERIALIZED (
    SELECT s.* FROM stated AS s
    SEMI JOIN (SELECT series_key, form_id FROM stated WHERE kind = 'quarter' GROUP BY series_key,
        form_id HAVING bool_or(measure = 'flow') AND bool_or(measure = 'ytd')) AS d
        ON d.series_key = s.series_key AND d.form_id = s.form_id
),
stated_target AS MATERIALIZED (
    SELECT r.month, r.submission_id, o.unit_key, o.series_key, o.value, o.sheet, o.cell
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    WHERE r.year = getvariable('year') AND r.month >= getvariable('first_month') AND o.measure = 'target'
        AND o.mark = 'value'
),
stated_total AS (
    SELECT s.month, s.unit_key, s.series_key, 'stated_total' AS kind, s.measure, s.value AS stated,
        CASE s.measure WHEN 'flow' THEN a.flow WHEN 'ytd' THEN a.ytd ELSE a.stock END AS computed, s.submission_id,
            s.sheet, s.cell
    FROM stated_above AS s
    JOIN consolidated AS a ON a.month = s.month AND a.unit_key = s.unit_key AND a.series_key = s.series_key
),
known AS MATERIALIZED (
    SELECT f.month, f.unit_key, f.series_key, f.flow, f.ytd, f.stated_month
    FROM core.fact AS f
    SEMI JOIN stated_both_ways AS y ON y.unit_key = f.unit_key AND y.series_key = f.series_key
    WHERE f.year = getvariable('year')
),
-- How many quarters before a period have a known flow, since the cumulative that was stated last before it. Where one
-- is missing, the cumulative before the period is not known in full and contradicts nothing.
known_quarters AS (
    SELECT y.month, y.unit_key, y.series_key, count(f.flow) AS quarters
    FROM (SELECT DISTINCT month, unit_key, series_key FROM stated_both_ways) AS y
    JOIN known AS p ON p.month = y.month - 3 AND p.unit_key = y.unit_key AND p.series_key = y.series_key
    LEFT JOIN known AS f
        ON f.unit_key = y.unit_key AND f.series_key = y.series_key AND f.month > coalesce(p.stated_month, 0)
        AND f.month < y.month
    GROUP BY y.month, y.unit_key, y.series_key
),
cumulative_flow AS (
    SELECT y.month, y.unit_key, y.series_key, 'cumulative_flow' AS kind, 'ytd' AS measure, y.value AS stated,
        coalesce(p.ytd, 0) + f.value AS computed, y.submission_id, y.sheet, y.cell
    FROM stated_both_ways AS y
    JOIN stated_both_ways AS f ON f.month = y.month AND f.unit_key = y.unit_key AND f.series_key = y.series_key
        AND f.form_id = y.form_id AND f.measure = 'flow'
    LEFT JOIN known AS p ON p.month = y.month - 3 AND p.unit_key = y.unit_key AND p.series_key = y.series_key
    LEFT JOIN known_quarters AS q ON q.month = y.month AND q.unit_key = y.unit_key AND q.series_key = y.series_key
    WHERE y.measure = 'ytd' AND y.kind = 'quarter'
      AND (y.month = 3 OR p.ytd IS NOT NULL AND 3 * q.quarters = y.month - 3 - coalesce(p.stated_month, 0))
),
falling AS (
    SELECT month, unit_key, series_key, fell_from AS known_before
    FROM core.fact
    WHERE year = getvariable('year') AND month >= getvariable('first_month') AND fell_from IS NOT NULL
),
cumulative_falls AS (
    SELECT
        f.month, f.unit_key, f.series_key, 'cumulative_falls' AS kind, 'ytd' AS measure,
        arg_max(s.value, s.rank) AS stated, max(f.known_before) AS computed,
        arg_max(s.submission_id, s.rank) AS submission_id, arg_max(s.sheet, s.rank) AS sheet,
        arg_max(s.cell, s.rank) AS cell
    FROM falling AS f
    JOIN stated AS s
        ON s.month = f.month AND s.unit_key = f.unit_key AND s.series_key = f.series_key AND s.measure = 'ytd'
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
    FROM core.tree AS u
    JOIN (SELECT DISTINCT unit_key FROM assigned) AS p ON p.unit_key = u.parent_key
    JOIN core.restated_target AS c
        ON c.year = getvariable('year') AND c.scope = 'reported' AND c.month = u.month AND c.unit_key = u.unit_key
    WHERE u.year = getvariable('year') AND u.month >= getvariable('first_month') AND NOT u.closed
        AND c.target IS NOT NULL
    GROUP BY c.month, u.parent_key, c.series_key
),
target_children AS (
    SELECT t.month, t.unit_key, t.series_key, 'target_children' AS kind, 'target' AS measure, t.target AS stated,
        c.target AS computed, NULL AS submission_id, NULL AS sheet, NULL AS cell
    FROM assigned AS t
    JOIN children AS c ON c.month = t.month AND c.unit_key = t.unit_key AND c.series_key = t.series_key
),
target_source AS (
    SELECT w.month, w.unit_key, w.series_key, 'target_source' AS kind, 'target' AS measure, t.target AS stated,
        w.value AS computed,
        w.submission_id, w.sheet, w.cell
    FROM stated_target AS w
    JOIN core.target AS t ON t.year = getvariable('year') AND t.month = w.month AND t.unit_key = w.unit_key
        AND t.series_key = w.series_key
),
duplicate_source AS (
    SELECT b.month, b.unit_key, b.series_key, 'duplicate_source' AS kind, b.measure, b.value AS stated, a.value
        AS computed,
        b.submission_id, b.sheet, b.cell
    FROM stated_twice AS a
    JOIN stated_twice AS b ON a.month = b.month AND a.unit_key = b.unit_key AND a.series_key = b.series_key
        AND a.measure = b.measure
        AND a.form_id <> b.form_id AND a.rank > b.rank
),
every_kind AS (
    SELECT * FROM stated_total
    UNION ALL SELECT * FROM cumulative_flow
    UNION ALL SELECT * FROM cumulative_falls
    UNION ALL SELECT * FROM target_children
    UNION ALL SELECT * FROM target_source
    UNION ALL SELECT * FROM duplicate_source
)
SELECT getvariable('year') AS year, e.*, (e.stated - coalesce(e.computed, 0))::DECIMAL(30, 10) AS difference
FROM every_kind AS e
LEFT JOIN staging.series AS s ON s.series_key = e.series_key
LEFT JOIN follower AS f ON f.month = e.month AND f.unit_key = e.unit_key AND f.series_key = e.series_key
WHERE (f.unit_key IS NULL OR e.kind NOT IN ('cumulative_flow', 'cumulative_falls'))
  AND e.stated IS DISTINCT FROM e.computed
  AND shown(e.stated, coalesce(s.decimals, 10)) IS DISTINCT FROM shown(e.computed, coalesce(s.decimals, 10))
UNION ALL
SELECT
    year, month, unit_key, series_key, code, measure, stated, computed, submission_id, sheet, cell,
    (stated - coalesce(computed, 0))::DECIMAL(30, 10)
FROM core.succession_question
WHERE year = getvariable('year') AND month >= getvariable('first_month')
