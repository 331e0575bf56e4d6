-- trace/revision/period: the periods of one year that both vintages have tables of, quarters first.
-- Grain: period.
-- Inputs: before and after: attainment_quarterly, attainment_yearly
-- Parameters: year
-- Columns: period, quarter (0 for the year), last_before, last_after (the last quarter that has tables), closed_before,
--          closed_after (the decision that closed the period, 0: open)
WITH quarters AS (
    SELECT b.period, b.quarter
    FROM (SELECT DISTINCT period, quarter FROM before.attainment_quarterly WHERE year = $1) AS b
    SEMI JOIN (SELECT DISTINCT period FROM after.attainment_quarterly WHERE year = $1) AS a ON a.period = b.period
),
years AS (
    SELECT b.period
    FROM (SELECT DISTINCT period FROM before.attainment_yearly WHERE year = $1) AS b
    SEMI JOIN (SELECT DISTINCT period FROM after.attainment_yearly WHERE year = $1) AS a ON a.period = b.period
),
periods AS (
    SELECT period, quarter FROM quarters
    UNION ALL
    SELECT period, 0 FROM years
),
closing AS (
    SELECT false AS later, subject, max(action_id) AS action_id, arg_max(kind, action_id) AS kind FROM before.decision
        WHERE kind IN ('close', 'reopen') GROUP BY subject
    UNION ALL
    SELECT true, subject, max(action_id), arg_max(kind, action_id) FROM after.decision WHERE kind IN ('close', 'reopen')
        GROUP BY subject
)
SELECT
    p.period, p.quarter,
    coalesce((SELECT max(quarter) FROM before.quarter WHERE year = $1), 4)::INTEGER AS last_before,
    coalesce((SELECT max(quarter) FROM after.quarter WHERE year = $1), 4)::INTEGER AS last_after,
    coalesce((SELECT action_id FROM closing WHERE NOT later AND subject = p.period AND kind = 'close'),
    0)::INTEGER AS closed_before,
    coalesce((SELECT action_id FROM closing WHERE later AND subject = p.period AND kind = 'close'),
        0)::INTEGER AS closed_after
FROM periods AS p
ORDER BY p.quarter = 0, p.period
