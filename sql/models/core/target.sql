-- core.target: the target of each unit in force at the end of each quarter, and the one assigned first.
-- A unit's targets in the registry go before those that its workbooks state.
-- Grain: quarter × unit × series.
-- Inputs: core.assigned_target
-- Rebuild: by year
-- Columns: year, quarter, unit_key, series_key, target, target_original, kind, decision
WITH chosen AS (
    SELECT *, bool_or(source = 'registry') OVER (PARTITION BY unit_key, series_key) AS in_registry
    FROM core.assigned_target
    WHERE year = getvariable('year') AND value IS NOT NULL
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY unit_key, series_key ORDER BY effective_date, signed_date NULLS FIRST, ordinal) AS turn
    FROM chosen
    WHERE source = 'registry' OR NOT in_registry
)
SELECT
    getvariable('year') AS year, q.quarter, r.unit_key, r.series_key,
    arg_max(r.value, r.turn) FILTER (r.effective_date <= quarter_end(r.year, q.quarter)) AS target,
    arg_min(r.value, r.turn) AS target_original,
    arg_max(r.kind, r.turn) FILTER (r.effective_date <= quarter_end(r.year, q.quarter)) AS kind,
    arg_max(r.decision, r.turn) FILTER (r.effective_date <= quarter_end(r.year, q.quarter)) AS decision
FROM ranked AS r
CROSS JOIN (SELECT unnest([1, 2, 3, 4]) AS quarter) AS q
GROUP BY q.quarter, r.unit_key, r.series_key
