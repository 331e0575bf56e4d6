-- core.fact: what each unit achieved, quarter by quarter, from what it reported as flow, cumulative or stock.
-- Grain: quarter × unit × series, where anything is known.
-- Inputs: staging.current_reading, ledger.observation
-- Rebuild: by year, from the first quarter that changed
-- Columns: year, quarter, unit_key, series_key,
--          flow (reported, else the difference of two known cumulatives; NULL when neither is known),
--          ytd (reported, else the last known cumulative and the flows since; once known it stands until the next),
--          stock, reported (a number, "-" or "x" stands for this quarter), reported_ytd (for any quarter so far)
WITH cell AS (
    SELECT
        o.unit_key, o.series_key, r.quarter, r.rank,
        -- a flow over six, nine or twelve months is a cumulative
        CASE WHEN o.measure = 'flow' AND r.kind <> 'quarter' THEN 'ytd' ELSE o.measure::STRING END AS measure,
        -- "-" says that nothing occurred
        CASE o.mark WHEN 'value' THEN o.value WHEN 'none' THEN 0::DECIMAL(18, 4) END AS value,
        o.mark IN ('value', 'none', 'not_applicable') AS reported
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    WHERE r.year = getvariable('year') AND o.measure <> 'target'
),
wide AS (
    SELECT
        unit_key, series_key,
        arg_max(value, rank) FILTER (WHERE measure = 'flow' AND quarter = 1) AS f1, arg_max(value, rank) FILTER (WHERE measure = 'flow' AND quarter = 2) AS f2,
        arg_max(value, rank) FILTER (WHERE measure = 'flow' AND quarter = 3) AS f3, arg_max(value, rank) FILTER (WHERE measure = 'flow' AND quarter = 4) AS f4,
        arg_max(value, rank) FILTER (WHERE measure = 'ytd' AND quarter = 1) AS y1, arg_max(value, rank) FILTER (WHERE measure = 'ytd' AND quarter = 2) AS y2,
        arg_max(value, rank) FILTER (WHERE measure = 'ytd' AND quarter = 3) AS y3, arg_max(value, rank) FILTER (WHERE measure = 'ytd' AND quarter = 4) AS y4,
        arg_max(value, rank) FILTER (WHERE measure = 'stock' AND quarter = 1) AS s1, arg_max(value, rank) FILTER (WHERE measure = 'stock' AND quarter = 2) AS s2,
        arg_max(value, rank) FILTER (WHERE measure = 'stock' AND quarter = 3) AS s3, arg_max(value, rank) FILTER (WHERE measure = 'stock' AND quarter = 4) AS s4,
        coalesce(bool_or(reported) FILTER (WHERE quarter = 1), false) AS r1, coalesce(bool_or(reported) FILTER (WHERE quarter = 2), false) AS r2,
        coalesce(bool_or(reported) FILTER (WHERE quarter = 3), false) AS r3, coalesce(bool_or(reported) FILTER (WHERE quarter = 4), false) AS r4
    FROM cell
    GROUP BY unit_key, series_key
),
cumulative AS (
    SELECT *,
        coalesce(y1, f1) AS c1,
        coalesce(y2, coalesce(c1, 0) + f2, c1) AS c2,
        coalesce(y3, coalesce(c2, 0) + f3, c2) AS c3,
        coalesce(y4, coalesce(c3, 0) + f4, c3) AS c4,
        -- known: the cumulative covers the year from its first day
        c1 IS NOT NULL AS k1,
        y2 IS NOT NULL OR (k1 AND f2 IS NOT NULL) AS k2,
        y3 IS NOT NULL OR (k2 AND f3 IS NOT NULL) AS k3
    FROM wide
),
long AS (
    SELECT 1 AS quarter, unit_key, series_key, coalesce(f1, y1) AS flow, c1 AS ytd, s1 AS stock, r1 AS reported, r1 AS reported_ytd FROM cumulative
    UNION ALL
    SELECT 2, unit_key, series_key, coalesce(f2, CASE WHEN k1 THEN y2 - c1 END), c2, s2, r2, r1 OR r2 FROM cumulative
    UNION ALL
    SELECT 3, unit_key, series_key, coalesce(f3, CASE WHEN k2 THEN y3 - c2 END), c3, s3, r3, r1 OR r2 OR r3 FROM cumulative
    UNION ALL
    SELECT 4, unit_key, series_key, coalesce(f4, CASE WHEN k3 THEN y4 - c3 END), c4, s4, r4, r1 OR r2 OR r3 OR r4 FROM cumulative
)
SELECT
    getvariable('year') AS year, quarter, unit_key, series_key,
    flow::DECIMAL(18, 4) AS flow, ytd::DECIMAL(18, 4) AS ytd, stock, reported, reported_ytd
FROM long
WHERE quarter >= getvariable('first_quarter') AND (ytd IS NOT NULL OR stock IS NOT NULL OR reported_ytd)
