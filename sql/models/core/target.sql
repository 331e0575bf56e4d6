-- core.target: the target of each unit in force at the end of each quarter, the one assigned first, and the last one known.
-- Grain: quarter × unit × series.
-- Inputs: core.assigned_target
-- Rebuild: by year
-- Touched: core.assigned_target
-- Reaches back: a workbook of a later quarter may state the target of the whole year
-- Columns: year, month, unit_key, series_key, target (NULL: withdrawn, or a share of a stock that is not known), target_original,
--          target_current (of the last assignment, also when it takes effect later), kind, decision,
--         effective_date (of the one in
--          force), amended
SELECT
    getvariable('year') AS year, q.month, a.unit_key, a.series_key,
    arg_max_null(a.value, a.turn) FILTER (WHERE a.effective_date <= month_end(a.year, q.month)) AS target,
    arg_min_null(a.value, a.turn) AS target_original,
    arg_max_null(a.value, a.turn) AS target_current,
    arg_max(a.kind, a.turn) FILTER (WHERE a.effective_date <= month_end(a.year, q.month)) AS kind,
    arg_max(a.decision, a.turn) FILTER (WHERE a.effective_date <= month_end(a.year, q.month)) AS decision,
    arg_max(a.effective_date, a.turn) FILTER (WHERE a.effective_date <= month_end(a.year, q.month)) AS effective_date,
    min(a.kind) <> max(a.kind) OR min(a.value) IS DISTINCT FROM max(a.value) OR count(a.value) NOT IN (0, count(*))
        AS amended
FROM core.assigned_target AS a
CROSS JOIN (VALUES (3), (6), (9), (12)) AS q (month)
WHERE a.year = getvariable('year') AND a.used
GROUP BY q.month, a.unit_key, a.series_key
