-- core.fact: what each unit achieved, period by period, from what it reported as flow, cumulative or stock.
-- Grain: year × month in which a period ends × unit × series, where anything is known.
-- Inputs: staging.current_reading, ledger.observation, core.period
-- Rebuild: by year, from the first month that changed
-- Columns: year, month, unit_key, series_key,
--          flow (reported, else the difference of two known cumulatives; NULL when neither is known),
--          ytd (reported, else the last known cumulative and the flows since; once known it stands until the next),
--          stock, reported (a number, "-" or "x" stands for this period), reported_ytd (for any period so far),
--          stated_month (the month of the last cumulative that was stated; NULL: it is derived from the year's first day on),
--          flow_stated (the flow was reported), whole (the cumulative is known from the year's first day on without a gap)
WITH cell AS (
    SELECT
        o.unit_key, o.series_key, r.month, r.rank,
        -- a flow over six, nine or twelve months is a cumulative
        CASE WHEN o.measure = 'flow' AND r.kind <> 'quarter' THEN 'ytd' ELSE o.measure::STRING END AS measure,
        -- "-" says that nothing occurred
        CASE o.mark WHEN 'value' THEN o.value WHEN 'none' THEN 0::DECIMAL(29, 10) END AS value,
        o.mark IN ('value', 'none', 'not_applicable') AS reported
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    WHERE r.year = getvariable('year') AND o.measure <> 'target'
),
stated AS (
    SELECT
        unit_key, series_key, month,
        arg_max(value, rank) FILTER (WHERE measure = 'flow') AS flow,
        arg_max(value, rank) FILTER (WHERE measure = 'ytd') AS ytd,
        arg_max(value, rank) FILTER (WHERE measure = 'stock') AS stock,
        bool_or(reported) AS reported
    FROM cell
    GROUP BY unit_key, series_key, month
),
place AS (
    SELECT month, row_number() OVER (ORDER BY month) AS place FROM core.period WHERE year = getvariable('year')
),
-- From one stated cumulative to the next is a span; span 0 begins with the year. flows, stated_flows and span count everything
-- from the year's first day to the period's end.
running AS (
    SELECT
        s.unit_key, s.series_key, p.month, p.place,
        max(s.flow) FILTER (WHERE s.month = p.month) AS flow, max(s.ytd) FILTER (WHERE s.month = p.month) AS ytd,
        max(s.stock) FILTER (WHERE s.month = p.month) AS stock,
        coalesce(bool_or(s.reported) FILTER (WHERE s.month = p.month), false) AS reported,
        coalesce(sum(s.flow), 0)::DECIMAL(30, 10) AS flows, count(s.flow) AS stated_flows, count(s.ytd) AS span,
        bool_or(s.reported) AS reported_ytd, max(CASE WHEN s.ytd IS NOT NULL THEN s.month END) AS stated_month
    FROM stated AS s
    JOIN place AS p ON p.month >= s.month
    GROUP BY s.unit_key, s.series_key, p.month, p.place
),
span AS (
    SELECT unit_key, series_key, span, ytd, flows, place - stated_flows AS missing FROM running WHERE ytd IS NOT NULL
),
-- The cumulative at the period's end. Of a stated one also the cumulative at the end of the period before, if that is known
-- from the year's first day on: no flow is missing in the span.
counted AS (
    SELECT
        r.unit_key, r.series_key, r.month, r.place, r.flow, r.ytd, r.stock, r.reported, r.reported_ytd, r.stated_month,
        r.place - r.stated_flows = coalesce(n.missing, 0) AS whole,
        CASE WHEN r.span > 0 THEN n.ytd + r.flows - n.flows WHEN r.stated_flows > 0 THEN r.flows END AS so_far,
        CASE WHEN r.place - 1 - r.stated_flows + CASE WHEN r.flow IS NULL THEN 0 ELSE 1 END = coalesce(b.missing, 0)
            THEN coalesce(b.ytd, 0) + r.flows - coalesce(r.flow, 0) - coalesce(b.flows, 0)
        END AS so_far_before
    FROM running AS r
    LEFT JOIN span AS n ON n.unit_key = r.unit_key AND n.series_key = r.series_key AND n.span = r.span
    LEFT JOIN span AS b ON b.unit_key = r.unit_key AND b.series_key = r.series_key AND b.span = r.span - 1
)
SELECT
    getvariable('year') AS year, month, unit_key, series_key,
    coalesce(flow, CASE WHEN place = 1 THEN ytd ELSE ytd - so_far_before END)::DECIMAL(29, 10) AS flow,
    so_far::DECIMAL(29, 10) AS ytd, stock, reported, reported_ytd, stated_month,
    flow IS NOT NULL AS flow_stated, whole
FROM counted
WHERE month >= getvariable('first_month') AND (so_far IS NOT NULL OR stock IS NOT NULL OR reported_ytd)
