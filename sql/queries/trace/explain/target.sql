-- trace/explain/target: every assignment of a unit's target for one year or term, in the order of their effect, with
-- the cell of one that a workbook states.
-- Grain: assignment.
-- Inputs: target, observation, submission
-- Parameters: unit_id, horizon, indicator, breakdown
-- Columns: kind, value, source, decision, signed_date, effective_date, effective_to (texts, empty when unknown), used,
--          share, share_of, share_base, share_base_period (texts, empty when it is no share), share_base_complete,
--          path, sheet, cell, raw (empty for the registry)
WITH assigned AS (
    SELECT rowid AS place, * FROM target WHERE unit_id = $1 AND horizon = $2 AND indicator = $3 AND breakdown = $4
),
stated AS (
    SELECT
        s.path, o.sheet, o.cell, o.raw, o.value, o.precedence,
        CASE WHEN o.period[6] = 'Q' THEN make_date(o.period[1:4]::INTEGER, 3 * o.period[7]::INTEGER - 2, 1)
            ELSE make_date(o.period[1:4]::INTEGER, 1, 1) END AS effective_date
    FROM observation AS o
    JOIN submission AS s USING (submission_id)
    WHERE o.measure = 'target' AND o.mark = 'value' AND o.unit_id = $1 AND o.period[1:4] = $2 AND o.indicator = $3
        AND o.breakdown = $4
)
SELECT
    a.kind, coalesce(a.value::VARCHAR, ''), a.source, coalesce(a.decision, ''), coalesce(a.signed_date::VARCHAR, ''),
    coalesce(a.effective_date::VARCHAR, ''),
    coalesce(a.effective_to::VARCHAR, ''), a.used,
    coalesce(a.share::VARCHAR, ''), coalesce(a.share_of, ''), coalesce(a.share_base::VARCHAR, ''),
    coalesce(a.share_base_period, ''), coalesce(a.share_base_complete, false),
    coalesce(c.path, ''), coalesce(c.sheet, ''), coalesce(c.cell, ''), coalesce(c.raw, '')
FROM assigned AS a
LEFT JOIN stated AS c ON a.source = 'workbook' AND c.value = a.value AND c.effective_date = a.effective_date
QUALIFY row_number() OVER (PARTITION BY a.place ORDER BY c.precedence DESC NULLS LAST) = 1
ORDER BY a.effective_date, a.place
