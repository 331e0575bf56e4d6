-- core.inherited: the cumulatives of units that follow others, taken apart: what each is of its own, which its totals
-- count, and what it holds of its predecessors, which stands in their own numbers already. docs/successions.md has the
-- rules.
-- Grain: year × month × successor × series, from the period of its first succession on.
-- Inputs: core.succession_step, core.succession, core.owed, core.fact, core.tree, staging.series, staging.lifetime,
--         staging.obligation, staging.obligation_series
-- Rebuild: by year, from the first month that changed, step by step
-- Touched: core.succession_step
-- Materialized: of many rows, DuckDB with one thread cannot read those that the same statement is writing
-- Types: year INTEGER, month INTEGER, unit_key INTEGER, series_key INTEGER
-- Types: flow DECIMAL(30, 10), placed_flow DECIMAL(30, 10), ytd DECIMAL(30, 10), own DECIMAL(30, 10)
-- Types: inherited DECIMAL(30, 10)
-- Types: given STRING, asked STRING, covers BOOLEAN, lost BOOLEAN
-- Types: behind DECIMAL(30, 10), holds DECIMAL(30, 10), component INTEGER
-- Types: spare DECIMAL(30, 10), want DECIMAL(30, 10), frozen DECIMAL(30, 10), floor DECIMAL(30, 10)
-- Types: demand DECIMAL(30, 10)
-- Types: held DECIMAL(30, 10), share DECIMAL(30, 10), settled BOOLEAN, whole BOOLEAN, lent DECIMAL(30, 10)
-- Columns: year, month, unit_key, series_key,
--          flow (stated, else what its own number grew by; NULL when that is not known), placed_flow (without what the
--          flow holds of predecessors that ended in the period), ytd (as its row shows it: stated, else the last one
--          and the flows since), own (the part of it that totals count), inherited (ytd less its own quarters; NULL:
--          it follows nobody),
--          given (both, flow, alone, nothing: what its workbooks state),
--         asked (what is asked of the office: '' nothing,
--          ambiguous, contradicts: fits no reading, declared: at odds with the declaration), covers (its cumulative is
--          known to hold its predecessors), lost (something of them may be in no number at all),
--          behind (all that stands behind it), holds (how much of that its row holds), component, spare (what the
--          component's successors may hold in all of what a split divides, less what they are known to hold),
--          want (what of that this one may hold),
--          and what the next period starts from: frozen (its own before it was itself divided), floor (its own since
--          that is known), demand (what an open cumulative states beyond it), held, share (of a split), settled (held
--          is known), whole (its own is known without a gap), lent (what its flows held of predecessors)
WITH here AS (
    SELECT month, unit_key, last_month FROM core.succession_step
    WHERE year = getvariable('year') AND month >= getvariable('first_month') AND step = getvariable('step')
),
-- what the steps before have made
earlier AS MATERIALIZED (
    SELECT
        month, unit_key, series_key, placed_flow, ytd, own, asked, covers, lost, behind, frozen, floor, demand, held,
        share, settled, whole, lent
    FROM core.inherited WHERE year = getvariable('year')
),
counting AS (
    -- a series' own form says how its cumulatives count, where no row of registry/changes does
    SELECT s.series_key, arg_max(o.counts, o.priority) AS counts
    FROM staging.obligation AS o
    JOIN staging.obligation_series AS s ON s.obligation_id = o.obligation_id
    WHERE o.counts <> ''
    GROUP BY s.series_key
),
edge AS (
    SELECT
        h.month, h.unit_key, s.predecessor_key, s.kind, s.counts, s.component, s.read_month, s.month AS since_month,
        h.last_month
    FROM here AS h
    JOIN core.succession AS s ON s.successor_key = h.unit_key AND s.month <= h.month
    WHERE s.year = getvariable('year')
),
-- Every predecessor's number when it passed: of one that follows others itself, what was made of its cumulative.
number AS (
    SELECT
        e.month, e.unit_key, e.predecessor_key, e.kind, e.read_month, i.series_key, i.own, i.ytd AS stated, i.behind,
        i.placed_flow AS flow, i.lost AND NOT i.covers AS lost
    FROM edge AS e
    JOIN earlier AS i ON i.month = e.read_month AND i.unit_key = e.predecessor_key
    UNION ALL
    SELECT
        e.month, e.unit_key, e.predecessor_key, e.kind, e.read_month, f.series_key, f.ytd, f.ytd, 0, f.flow, false
    FROM edge AS e
    JOIN core.fact AS f ON f.month = e.read_month AND f.unit_key = e.predecessor_key
    ANTI JOIN earlier AS i
        ON i.month = e.read_month AND i.unit_key = e.predecessor_key AND i.series_key = f.series_key
    WHERE f.year = getvariable('year') AND f.ytd IS NOT NULL
    UNION ALL
    SELECT e.month, e.unit_key, e.predecessor_key, e.kind, e.read_month, o.series_key, 0, 0, 0, 0, true
    FROM edge AS e
    JOIN core.owed AS o ON o.unit_key = e.predecessor_key
    WHERE o.year = getvariable('year') AND NOT o.covered
),
passed AS (
    SELECT
        n.month, n.unit_key, n.predecessor_key, n.kind, n.read_month, n.series_key,
        sum(coalesce(n.own, 0))::DECIMAL(30, 10) AS own, sum(coalesce(n.stated, 0))::DECIMAL(30, 10) AS stated,
        sum(n.behind)::DECIMAL(30, 10) AS behind, sum(coalesce(n.flow, 0))::DECIMAL(30, 10) AS flow,
        bool_or(n.lost) AS lost
    FROM number AS n
    GROUP BY n.month, n.unit_key, n.predecessor_key, n.kind, n.read_month, n.series_key
),
declared AS (
    SELECT
        p.month, p.unit_key, p.predecessor_key, p.series_key, p.kind, e.component, p.own + p.behind AS whole,
        p.stated, p.lost, e.since_month = p.month AS is_new,
        CASE WHEN p.read_month = e.since_month AND e.since_month = p.month THEN p.flow ELSE 0 END AS late,
        CASE e.counts WHEN '' THEN coalesce(c.counts, '') ELSE e.counts END AS counts
    FROM passed AS p
    JOIN edge AS e
        ON e.month = p.month AND e.unit_key = p.unit_key AND e.predecessor_key = p.predecessor_key AND e.kind = p.kind
        AND e.read_month = p.read_month
    LEFT JOIN counting AS c ON c.series_key = p.series_key
),
-- What stands behind a successor, by what is declared of it: inc has to be in its cumulative, may can be in it, and of
-- reach any part can be, since a split divides it.
pool AS (
    SELECT
        month, unit_key, series_key, max(component) AS component,
        coalesce(sum(whole) FILTER (WHERE kind = 'merge' AND counts = 'includes'), 0)::DECIMAL(30, 10) AS inc,
        coalesce(sum(whole) FILTER (WHERE kind = 'merge' AND counts = ''), 0)::DECIMAL(30, 10) AS may,
        coalesce(sum(stated) FILTER (WHERE kind = 'merge' AND counts = ''), 0)::DECIMAL(30, 10) AS may_stated,
        coalesce(sum(whole) FILTER (WHERE kind = 'merge' AND counts = 'includes' AND is_new), 0)::DECIMAL(30, 10)
            AS inc_new,
        coalesce(sum(whole) FILTER (WHERE kind = 'merge' AND counts = '' AND is_new), 0)::DECIMAL(30, 10) AS may_new,
        coalesce(sum(late) FILTER (WHERE kind = 'merge' AND counts = 'includes'), 0)::DECIMAL(30, 10) AS inc_late,
        coalesce(sum(late) FILTER (WHERE kind = 'merge' AND counts = ''), 0)::DECIMAL(30, 10) AS may_late,
        coalesce(sum(whole) FILTER (WHERE kind = 'merge'), 0)::DECIMAL(30, 10) AS merged,
        -- of what was taken over against a declaration: it may contradict
        coalesce(sum(whole) FILTER (WHERE kind = 'merge' AND counts = 'own'), 0)::DECIMAL(30, 10) AS kept,
        coalesce(sum(whole) FILTER (WHERE kind = 'split' AND counts <> 'own'), 0)::DECIMAL(30, 10) AS reach,
        coalesce(bool_or(lost), false) AS lost,
        coalesce(bool_or(lost AND counts = 'includes'), false) AS inc_lost,
        coalesce(bool_or(lost AND counts = ''), false) AS may_lost,
        coalesce(bool_or(lost AND counts = 'own'), false) AS own_lost,
        -- of what is lost of a divided unit one part holds a share at most
        coalesce(bool_or(lost AND kind = 'split'), false) AS split_lost,
        coalesce(bool_or(counts = 'includes'), false) AS says_includes,
        coalesce(bool_or(counts = '' AND is_new AND (whole <> 0 OR lost)), false) AS asks_anew
    FROM declared
    GROUP BY month, unit_key, series_key
),
-- what a component's split divides in all, each predecessor once
divided AS (
    SELECT month, component, series_key, sum(whole)::DECIMAL(30, 10) AS divided
    FROM (
        SELECT DISTINCT month, component, series_key, predecessor_key, whole FROM declared WHERE kind = 'split'
    ) AS d
    GROUP BY month, component, series_key
),
again AS (
    -- one that is divided and goes on begins a new count
    SELECT DISTINCT month, unit_key FROM edge
    WHERE kind = 'split' AND predecessor_key = unit_key AND since_month = month
),
subject AS (
    SELECT h.month, h.unit_key, h.last_month, f.series_key
    FROM here AS h
    JOIN core.fact AS f ON f.month = h.month AND f.unit_key = h.unit_key
    WHERE f.year = getvariable('year')
    UNION
    SELECT h.month, h.unit_key, h.last_month, p.series_key
    FROM here AS h
    JOIN pool AS p ON p.month = h.month AND p.unit_key = h.unit_key
),
start AS (
    SELECT
        s.month, s.unit_key, s.series_key, a.unit_key IS NOT NULL AS again, i.unit_key IS NOT NULL AS went_on,
        i.frozen, i.floor, i.demand, i.held, i.share, i.settled, i.whole, i.lent, i.asked, i.covers, i.own
            AS own_before,
        CASE WHEN i.unit_key IS NOT NULL THEN i.ytd ELSE b.ytd END AS ytd_before,
        coalesce(b.ytd, 0)::DECIMAL(30, 10) AS fact_before,
        coalesce(b.whole, CASE WHEN s.last_month = 0 THEN true
            ELSE l.founded > month_end(getvariable('year'), greatest(s.last_month, 1)) END) AS fact_whole,
        CASE WHEN f.flow_stated THEN f.flow END::DECIMAL(30, 10) AS f,
        CASE WHEN f.stated_month = s.month THEN f.ytd END::DECIMAL(30, 10) AS y
    FROM subject AS s
    JOIN staging.series AS k ON k.series_key = s.series_key AND NOT k.is_stock
    JOIN staging.lifetime AS l ON l.unit_key = s.unit_key
    LEFT JOIN again AS a ON a.month = s.month AND a.unit_key = s.unit_key
    LEFT JOIN earlier AS i
        ON i.month = s.last_month AND i.unit_key = s.unit_key AND i.series_key = s.series_key
    LEFT JOIN core.tree AS t
        ON t.year = getvariable('year') AND t.month = s.last_month AND t.unit_key = s.unit_key AND t.reporting
    LEFT JOIN core.fact AS b
        ON b.year = getvariable('year') AND b.month = t.month AND b.unit_key = s.unit_key
        AND b.series_key = s.series_key
    LEFT JOIN core.fact AS f
        ON f.year = getvariable('year') AND f.month = s.month AND f.unit_key = s.unit_key
        AND f.series_key = s.series_key
),
begun AS (
    SELECT
        s.month, s.unit_key, s.series_key, s.f, s.y, s.ytd_before,
        CASE WHEN s.again THEN CASE WHEN s.went_on THEN s.own_before ELSE s.fact_before END
            WHEN s.went_on THEN s.frozen ELSE 0 END::DECIMAL(30, 10) AS frozen,
        CASE WHEN s.again THEN 0 WHEN s.went_on THEN s.floor ELSE s.fact_before END::DECIMAL(30, 10) AS floor,
        CASE WHEN s.again OR NOT s.went_on THEN 0 ELSE s.demand END::DECIMAL(30, 10) AS demand,
        CASE WHEN s.again OR NOT s.went_on THEN 0 ELSE s.held END::DECIMAL(30, 10) AS held,
        CASE WHEN s.again OR NOT s.went_on THEN 0 ELSE s.share END::DECIMAL(30, 10) AS share,
        CASE WHEN s.again OR NOT s.went_on THEN false ELSE s.settled END AS settled,
        CASE WHEN s.again THEN true WHEN s.went_on THEN s.whole ELSE s.fact_whole END AS whole,
        CASE WHEN s.went_on THEN s.lent ELSE 0 END::DECIMAL(30, 10) AS lent,
        CASE WHEN s.again OR NOT s.went_on THEN '' ELSE s.asked END AS asked,
        CASE WHEN s.again OR NOT s.went_on THEN false ELSE s.covers END AS covers,
        CASE WHEN s.again THEN 0 WHEN s.went_on THEN s.own_before - s.frozen
            ELSE s.fact_before END::DECIMAL(30, 10) AS base,
        p.unit_key IS NOT NULL AS follows, p.component, coalesce(p.inc, 0)::DECIMAL(30, 10) AS inc,
        coalesce(p.may, 0)::DECIMAL(30, 10) AS may, coalesce(p.may_stated, 0)::DECIMAL(30, 10) AS may_stated,
        coalesce(p.inc_new, 0)::DECIMAL(30, 10) AS inc_new, coalesce(p.may_new, 0)::DECIMAL(30, 10) AS may_new,
        coalesce(p.inc_late, 0)::DECIMAL(30, 10) AS inc_late, coalesce(p.may_late, 0)::DECIMAL(30, 10) AS may_late,
        coalesce(p.merged, 0)::DECIMAL(30, 10) AS merged, coalesce(p.kept, 0)::DECIMAL(30, 10) AS kept,
        coalesce(p.reach, 0)::DECIMAL(30, 10) AS reach, coalesce(d.divided, 0)::DECIMAL(30, 10) AS divided,
        coalesce(p.lost, false) AS lost, coalesce(p.inc_lost, false) AS inc_lost,
        coalesce(p.may_lost, false) AS may_lost, coalesce(p.own_lost, false) AS own_lost,
        coalesce(p.split_lost, false) AS split_lost,
        coalesce(p.says_includes, false) AS says_includes, coalesce(p.asks_anew, false) AS asks_anew,
        CASE WHEN s.f IS NOT NULL AND s.y IS NOT NULL THEN 'both' WHEN s.f IS NOT NULL THEN 'flow'
            WHEN s.y IS NOT NULL THEN 'alone' ELSE 'nothing' END AS given
    FROM start AS s
    LEFT JOIN pool AS p ON p.month = s.month AND p.unit_key = s.unit_key AND p.series_key = s.series_key
    LEFT JOIN divided AS d ON d.month = s.month AND d.component = p.component AND d.series_key = s.series_key
),
-- Where flow and cumulative stand together, surplus is what the cumulative holds besides the unit's own number.
rest AS (
    SELECT *,
        y - f - base AS surplus,
        inc = 0 AND may = 0 AND kept = 0 AND reach = 0 AND NOT lost AS plain,
        asked <> '' AND NOT settled AND demand <> 0 AS open,
        CASE WHEN settled THEN held + inc_new + may_new ELSE inc + may END AS ceiling
    FROM begun
),
-- of a split, what its successors are known to hold goes first, and what this period shows as far as all of it fits
wanted AS (
    SELECT *,
        CASE
            WHEN given <> 'both' OR NOT whole OR open OR reach = 0 THEN NULL
            WHEN surplus - inc - may BETWEEN 0 AND reach THEN surplus - inc - may
            WHEN surplus - inc BETWEEN 0 AND reach THEN surplus - inc
        END AS shown_share
    FROM rest
),
shared AS (
    SELECT *,
        divided - sum(coalesce(shown_share, CASE WHEN settled THEN share ELSE 0 END))
            OVER (PARTITION BY month, series_key, coalesce(component, -unit_key)) AS left_over
    FROM wanted
),
fitted AS (
    SELECT *,
        plain OR surplus IN (inc, inc + may, inc + may_stated)
            OR settled AND surplus IN (held, held + inc_new, held + inc_new + may_new)
            OR shown_share IS NOT NULL AND (left_over >= 0 OR shown_share = 0)
            OR may_lost AND surplus >= inc + may OR inc_lost AND surplus >= inc AS fits,
        inc_late <> 0 AND surplus = inc - inc_late
            OR inc_late + may_late <> 0 AND surplus = inc + may - inc_late - may_late AS fits_begin,
        CASE WHEN inc_late + may_late <> 0 AND surplus = inc + may - inc_late - may_late THEN inc_late + may_late
            ELSE inc_late END AS late
    FROM shared
),
judged AS (
    SELECT *,
        CASE
            WHEN given IN ('nothing', 'flow') THEN given
            WHEN plain THEN CASE given WHEN 'both' THEN 'stated' ELSE 'follows' END
            WHEN given = 'alone' THEN CASE
                WHEN settled AND NOT asks_anew THEN 'follows'
                WHEN may = 0 AND reach = 0 AND NOT may_lost THEN
                    CASE WHEN inc > 0 AND y - inc < base THEN 'declared' ELSE 'follows' END
                ELSE 'ambiguous' END
            WHEN open AND whole AND y - f = ytd_before THEN 'still'
            WHEN NOT whole THEN CASE
                WHEN settled AND NOT asks_anew THEN 'follows'
                WHEN may = 0 AND reach = 0 AND NOT may_lost THEN
                    CASE WHEN inc > 0 AND y - f - inc < base THEN 'declared' ELSE 'follows' END
                -- what is lost of predecessors makes their number only larger: it does not fit either
                WHEN reach = 0 AND may > 0 AND y - f - inc < may THEN 'follows'
                ELSE 'ambiguous' END
            WHEN fits AND fits_begin THEN 'either'
            WHEN fits THEN 'fits'
            WHEN fits_begin THEN 'begins'
            WHEN says_includes OR kept <> 0 AND surplus = inc + may + kept THEN 'declared'
            ELSE 'contradicts'
        END AS verdict
    FROM fitted
),
-- how much the cumulative holds that is known, and how much more an open one may hold
read AS (
    SELECT *,
        CASE verdict
            WHEN 'fits' THEN CASE
                WHEN may_lost AND surplus > inc + may AND reach = 0 THEN inc + may
                WHEN inc_lost AND NOT may_lost AND surplus > inc AND reach = 0 AND surplus <> inc + may THEN inc
                ELSE surplus END
            WHEN 'begins' THEN surplus + late
            WHEN 'follows' THEN CASE WHEN settled THEN held + inc_new ELSE inc END
            WHEN 'stated' THEN 0
            ELSE held
        END AS held_now,
        CASE
            WHEN verdict = 'ambiguous' AND given = 'alone' THEN y - floor
            WHEN verdict = 'ambiguous' THEN y - f - floor
            WHEN verdict IN ('nothing', 'flow', 'still') THEN demand
            ELSE 0
        END AS demand_now
    FROM judged
),
opened AS (
    SELECT *,
        greatest(least(demand_now, ceiling), 0) AS taken,
        CASE WHEN reach = 0 OR settled AND verdict IN ('nothing', 'flow') THEN 0
            ELSE greatest(least(demand_now - greatest(least(demand_now, ceiling), 0), reach), 0)
        END AS want,
        CASE WHEN shown_share IS NOT NULL AND verdict = 'fits' THEN shown_share
            WHEN settled AND verdict IN ('nothing', 'flow', 'follows') THEN share ELSE 0 END AS share_now
    FROM read
),
spread AS (
    SELECT *,
        greatest(divided - sum(share_now) OVER (PARTITION BY month, series_key, coalesce(component, -unit_key)), 0)
            AS spare,
        sum(want) OVER (PARTITION BY month, series_key, coalesce(component, -unit_key)) AS wanted,
        count(CASE WHEN want > 0 THEN 1 END) OVER (PARTITION BY month, series_key, coalesce(component, -unit_key))
            AS wanting
    FROM opened
),
counted AS (
    SELECT *,
        -- the only one that can hold what a split divides holds it as far as there is any
        CASE WHEN wanting = 1 THEN least(want, spare) ELSE want END AS want_now,
        CASE verdict
            WHEN 'fits' THEN y - held_now
            WHEN 'begins' THEN base + f - late
            WHEN 'either' THEN base + f - late
            WHEN 'follows' THEN y - held_now
            WHEN 'stated' THEN y
            WHEN 'contradicts' THEN base + f
            WHEN 'declared' THEN base + coalesce(f, 0)
            WHEN 'nothing' THEN floor
            WHEN 'flow' THEN floor + f
            WHEN 'still' THEN floor + f
            WHEN 'ambiguous' THEN floor + coalesce(f, 0)
        END AS floor_now
    FROM spread
)
SELECT
    getvariable('year') AS year, month, unit_key, series_key,
    coalesce(f, CASE WHEN verdict = 'follows' AND whole AND NOT open THEN y - held_now - base END)::DECIMAL(30, 10)
        AS flow,
    (coalesce(f, CASE WHEN verdict = 'follows' AND whole AND NOT open THEN y - held_now - base END)
        - CASE WHEN verdict IN ('begins', 'either') THEN late ELSE 0 END)::DECIMAL(30, 10) AS placed_flow,
    coalesce(y, ytd_before + coalesce(f, 0), f)::DECIMAL(30, 10) AS ytd,
    (frozen + floor_now
        + CASE WHEN verdict IN ('ambiguous', 'nothing', 'flow', 'still') THEN demand_now - taken - want_now ELSE 0 END
    )::DECIMAL(30, 10) AS own,
    CASE WHEN follows THEN
        coalesce(y, ytd_before + coalesce(f, 0), f) - frozen - floor_now - lent
        - CASE WHEN verdict IN ('begins', 'either') THEN late ELSE 0 END
        - CASE WHEN verdict IN ('ambiguous', 'nothing', 'flow', 'still') THEN demand_now - taken - want_now ELSE 0 END
    END::DECIMAL(30, 10) AS inherited,
    given,
    CASE WHEN verdict IN ('ambiguous', 'either', 'still') THEN 'ambiguous'
        WHEN verdict IN ('contradicts', 'declared') THEN verdict
        WHEN verdict IN ('nothing', 'flow') THEN asked ELSE '' END AS asked,
    CASE verdict
        WHEN 'fits' THEN surplus > 0 AND surplus >= inc + may AND NOT own_lost AND NOT split_lost
        WHEN 'begins' THEN NOT own_lost AND NOT split_lost
        WHEN 'follows' THEN CASE WHEN settled THEN covers
            ELSE says_includes AND NOT may_lost AND NOT own_lost AND NOT split_lost END
        WHEN 'nothing' THEN covers WHEN 'flow' THEN covers
        ELSE false
    END AS covers,
    lost,
    -- a part that never stated a cumulative may hold whatever is left
    (merged + CASE WHEN reach > 0 AND share_now + want_now = 0 AND NOT settled AND verdict IN ('nothing', 'flow')
        THEN least(reach, spare) ELSE share_now + want_now END)::DECIMAL(30, 10) AS behind,
    CASE
        WHEN verdict IN ('fits', 'begins', 'follows') THEN held_now
        WHEN verdict IN ('ambiguous', 'still') THEN taken + want_now
        WHEN verdict IN ('nothing', 'flow') THEN CASE WHEN settled THEN held ELSE taken + want_now END
        WHEN verdict = 'declared' AND given = 'alone' THEN greatest(y - base, 0)
        ELSE 0
    END::DECIMAL(30, 10) AS holds,
    component, spare::DECIMAL(30, 10) AS spare, want::DECIMAL(30, 10) AS want,
    frozen, floor_now::DECIMAL(30, 10) AS floor,
    CASE WHEN verdict IN ('ambiguous', 'nothing', 'flow', 'still') THEN demand_now ELSE 0 END::DECIMAL(30, 10)
        AS demand,
    (CASE WHEN verdict IN ('fits', 'begins', 'follows', 'nothing', 'flow') THEN held_now ELSE 0 END)::DECIMAL(30, 10)
        AS held,
    share_now::DECIMAL(30, 10) AS share,
    CASE WHEN verdict IN ('fits', 'begins', 'follows', 'stated') THEN true
        WHEN verdict IN ('nothing', 'flow') THEN settled AND NOT asks_anew ELSE false END AS settled,
    CASE WHEN verdict = 'nothing' OR verdict = 'ambiguous' AND given = 'both' THEN false
        WHEN verdict IN ('flow', 'declared') THEN whole AND f IS NOT NULL ELSE true END AS whole,
    (lent + CASE WHEN verdict IN ('begins', 'either') THEN late ELSE 0 END)::DECIMAL(30, 10) AS lent
FROM counted
