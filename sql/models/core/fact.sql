-- core.fact: what each unit achieved, period by period, from what it reported as flow, cumulative or stock.
-- Grain: year × month in which a period ends × unit × series, where anything is known.
-- Inputs: staging.current_reading, ledger.observation, core.period
-- Rebuild: by year, from the first month that changed, month by month
-- Touched: ledger.observation, core.fact
-- Materialized: the table's own rows are read to the end before any is added: DuckDB with one thread otherwise comes
-- upon rows that the same statement is writing, and cannot read them
-- Types: year INTEGER, month INTEGER, unit_key INTEGER, series_key INTEGER, flow DECIMAL(29, 10), ytd DECIMAL(29, 10)
-- Types: stock DECIMAL(29, 10), reported BOOLEAN, reported_ytd BOOLEAN, stated_month INTEGER, flow_stated BOOLEAN
-- Types: whole BOOLEAN, fell_from DECIMAL(29, 10)
-- Columns: year, month, unit_key, series_key,
--          flow (reported, else the difference of two known cumulatives; NULL when neither is known),
--          ytd (reported, else the last known cumulative and the flows since; once known it stands until the next),
--          stock, reported (a number, "-" or "x" stands for this period), reported_ytd (for any period so far),
--          stated_month (the month of the last cumulative that was stated; NULL: it is derived from the year's first day on),
--          flow_stated (the flow was reported), whole (the cumulative is known from the year's first day on without a gap),
--          fell_from (the last known cumulative, where the stated one is less; NULL: it is not)
-- Each period is made of what was reported for it and of its unit's row of the period before. The variable step_before has
-- the month in which that one ends; it is 0 for the year's first.
WITH cell AS (
    SELECT
        o.unit_key, o.series_key, r.rank,
        -- a flow over six, nine or twelve months is a cumulative
        CASE WHEN o.measure = 'flow' AND r.kind <> 'quarter' THEN 'ytd' ELSE o.measure::STRING END AS measure,
        -- "-" says that nothing occurred
        CASE o.mark WHEN 'value' THEN o.value WHEN 'none' THEN 0::DECIMAL(29, 10) END AS value,
        o.mark IN ('value', 'none', 'not_applicable') AS reported
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    WHERE r.year = getvariable('year') AND r.month = getvariable('step') AND o.measure <> 'target'
),
stated AS (
    SELECT
        unit_key, series_key,
        arg_max(value, rank) FILTER (WHERE measure = 'flow') AS flow,
        arg_max(value, rank) FILTER (WHERE measure = 'ytd') AS ytd,
        arg_max(value, rank) FILTER (WHERE measure = 'stock') AS stock,
        bool_or(reported) AS reported
    FROM cell
    GROUP BY unit_key, series_key
),
before AS MATERIALIZED (
    SELECT unit_key, series_key, ytd, reported_ytd, stated_month, whole FROM core.fact
    WHERE year = getvariable('year') AND month = getvariable('step_before')
),
-- A cumulative is known without a gap where it is stated, or where the one before it is and the flow since: before the
-- year's first period nothing was achieved.
counted AS (
    SELECT
        coalesce(s.unit_key, b.unit_key) AS unit_key, coalesce(s.series_key, b.series_key) AS series_key,
        s.flow, s.ytd, s.stock, coalesce(s.reported, false) AS reported,
        coalesce(s.reported, false) OR coalesce(b.reported_ytd, false) AS reported_ytd,
        CASE WHEN s.ytd IS NOT NULL THEN getvariable('step') ELSE b.stated_month END AS stated_month,
        CASE
            WHEN s.ytd IS NOT NULL THEN s.ytd
            WHEN s.flow IS NOT NULL THEN coalesce(b.ytd, 0) + s.flow
            ELSE b.ytd
        END AS so_far,
        CASE WHEN getvariable('step_before') = 0 THEN 0 WHEN b.whole THEN b.ytd END AS so_far_before,
        CASE WHEN s.ytd < b.ytd THEN b.ytd END AS fell_from
    FROM stated AS s
    FULL JOIN before AS b ON b.unit_key = s.unit_key AND b.series_key = s.series_key
)
SELECT
    getvariable('year') AS year, getvariable('step') AS month, unit_key, series_key,
    coalesce(flow, ytd - so_far_before)::DECIMAL(29, 10) AS flow, so_far::DECIMAL(29, 10) AS ytd, stock, reported,
    reported_ytd, stated_month, flow IS NOT NULL AS flow_stated,
    ytd IS NOT NULL OR flow IS NOT NULL AND so_far_before IS NOT NULL AS whole, fell_from
FROM counted
WHERE so_far IS NOT NULL OR stock IS NOT NULL OR reported_ytd
