-- core.succession_question: what the office is asked about successions: whether a cumulative holds what its predecessors
-- achieved, where the workbook does not show it or shows something else than was declared; what a unit achieved until
-- it ended, where no number reaches so far; and the target of a successor that has none of its own.
-- Grain: year × month × unit × series × code × submission.
-- Inputs: core.inherited, core.succession, core.carried, core.target, core.restated_target, core.tree, core.period,
--         staging.current_reading, staging.lifetime, ledger.observation, ledger.unit_key
-- Rebuild: by year
-- Touched: core.inherited, core.carried, core.target, core.restated_target, ledger.observation
-- Columns: year, month, unit_key, series_key, code (succession_asked, succession_differs, succession_unreported,
--          target_missing), measure, stated, computed (what the cumulative would be if it held all of its predecessors;
--          of a target what they were assigned), submission_id, sheet, cell (NULL where no workbook is behind it),
--          units (the predecessors)
WITH stated AS (
    -- The first question is of cumulatives of which no workbook shows whether they hold what the predecessors
    -- achieved, or which are not what was declared.
    SELECT i.month, i.unit_key, i.series_key, i.asked, i.ytd, i.own, i.behind
    FROM core.inherited AS i
    WHERE i.year = getvariable('year') AND i.asked <> '' AND i.given IN ('both', 'alone')
),
-- Whom each unit follows, as a text for people: every change of the year up to the period counts.
behind AS (
    SELECT
        s.successor_key AS unit_key, q.month,
        array_join(array_sort(array_distinct(array_agg(k.unit_id))), ', ') AS units
    FROM core.succession AS s
    JOIN core.period AS q ON q.year = s.year AND q.month >= s.month
    JOIN ledger.unit_key AS k ON k.unit_key = s.predecessor_key
    WHERE s.year = getvariable('year') AND q.year = getvariable('year')
    GROUP BY s.successor_key, q.month
),
-- The cell of such a cumulative. A flow over more than a quarter begins in January, and is a
-- cumulative too.
cell AS (
    SELECT
        s.month, s.unit_key, s.series_key, r.submission_id, o.sheet, o.cell, r.rank
    FROM stated AS s
    JOIN staging.current_reading AS r ON r.year = getvariable('year') AND r.month = s.month
    JOIN ledger.observation AS o
        ON o.reading_id = r.reading_id AND o.unit_key = s.unit_key AND o.series_key = s.series_key
    WHERE o.mark::STRING IN ('value', 'none')
      AND (o.measure::STRING = 'ytd' OR o.measure::STRING = 'flow' AND r.kind::STRING <> 'quarter')
),
-- Where several workbooks state it, the one that goes before the others is named.
last_cell AS (
    SELECT month, unit_key, series_key, submission_id, sheet, cell FROM cell
    QUALIFY row_number() OVER (PARTITION BY month, unit_key, series_key ORDER BY rank DESC) = 1
),
-- The second question: units that ended and whose numbers do not reach to their end, told once, in
-- the first period in which it shows.
unreported AS (
    SELECT c.month, c.unit_key, c.series_key, c.ytd
    FROM core.carried AS c
    WHERE c.year = getvariable('year') AND c.lacking
    QUALIFY row_number() OVER (PARTITION BY c.unit_key, c.series_key ORDER BY c.month) = 1
),
-- The units that follow one that ended, as a text for people.
heir AS (
    SELECT
        s.predecessor_key AS unit_key, array_join(array_sort(array_distinct(array_agg(k.unit_id))), ', ') AS units
    FROM core.succession AS s
    JOIN ledger.unit_key AS k ON k.unit_key = s.successor_key
    WHERE s.year = getvariable('year')
    GROUP BY s.predecessor_key
),
-- The third question: successors whose predecessors had a target, and for which none was assigned.
untargeted AS (
    SELECT r.month, r.unit_key, r.series_key, r.target
    FROM core.restated_target AS r
    JOIN core.period AS q ON q.year = getvariable('year') AND q.month = r.month
    JOIN core.tree AS t
        ON t.year = getvariable('year') AND t.month = r.month AND t.unit_key = r.unit_key AND NOT t.closed
    ANTI JOIN core.target AS o
        ON o.year = getvariable('year') AND o.month = r.month AND o.unit_key = r.unit_key
        AND o.series_key = r.series_key
    WHERE r.year = getvariable('year') AND r.scope = 'reported' AND r.target IS NOT NULL
)
SELECT
    getvariable('year') AS year, s.month, s.unit_key, s.series_key,
    CASE s.asked WHEN 'declared' THEN 'succession_differs' ELSE 'succession_asked' END AS code, 'ytd' AS measure,
    s.ytd AS stated, (s.own + s.behind)::DECIMAL(30, 10) AS computed, c.submission_id, c.sheet, c.cell,
    coalesce(b.units, '') AS units
FROM stated AS s
JOIN last_cell AS c ON c.month = s.month AND c.unit_key = s.unit_key AND c.series_key = s.series_key
LEFT JOIN behind AS b ON b.unit_key = s.unit_key AND b.month = s.month
UNION ALL
SELECT
    getvariable('year'), u.month, u.unit_key, u.series_key, 'succession_unreported', 'ytd', u.ytd, NULL, NULL, NULL,
        NULL,
    coalesce(h.units, '')
FROM unreported AS u
LEFT JOIN heir AS h ON h.unit_key = u.unit_key
UNION ALL
SELECT
    getvariable('year'), t.month, t.unit_key, t.series_key, 'target_missing', 'target', NULL, t.target, NULL, NULL,
        NULL,
    coalesce(b.units, '')
FROM untargeted AS t
LEFT JOIN behind AS b ON b.unit_key = t.unit_key AND b.month = t.month
