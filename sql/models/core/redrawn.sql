-- core.redrawn: the years of which something counts elsewhere in the tree of staging.boundary_tree than it did as
-- reported. In every other year the rows in current boundaries are those as reported, and nothing is worked out anew.
-- Grain: year.
-- Inputs: core.tree, core.inherited, core.displaced, core.unplaced, core.target, staging.succession, staging.lifetime,
--         staging.boundary, staging.boundary_tree
-- Rebuild: by year
-- Reaches everyone: in a year that is redrawn the rows of all units are worked out anew
-- Columns: year
WITH standing AS (
    SELECT month_end(year, month) AS last_day, unit_key, parent_key, reporting, closed
    FROM core.tree WHERE year = getvariable('year')
),
-- a unit that ended, stands elsewhere now, or reports itself at one time only
moved AS (
    SELECT 1 AS found
    FROM standing AS t
    LEFT JOIN staging.boundary_tree AS b ON b.unit_key = t.unit_key
    WHERE t.closed OR b.unit_key IS NULL OR b.reporting <> t.reporting OR b.parent_key IS DISTINCT FROM t.parent_key
),
-- a unit whose number, or a part of it, counts at another one
passed AS (
    SELECT 1 AS found
    FROM standing AS t
    LEFT JOIN staging.boundary AS b ON b.unit_key = t.unit_key AND t.last_day BETWEEN b.first_day AND b.last_day
    WHERE t.reporting
      AND (b.place_key IS DISTINCT FROM t.unit_key OR NOT b.own OR b.shared OR b.hidden_key IS NOT NULL
           OR b.first_day > month_end(getvariable('year') - 1, 12))
),
-- a cumulative that holds another unit's number, and what stays where it was achieved
apart AS (
    SELECT 1 AS found
    FROM core.inherited
    WHERE year = getvariable('year') AND (flow <> placed_flow OR ytd <> own OR want > 0)
    UNION ALL
    SELECT 1 FROM core.displaced WHERE year = getvariable('year')
    UNION ALL
    SELECT 1 FROM core.unplaced WHERE year = getvariable('year')
),
-- a target that passed to a successor
handed AS (
    SELECT 1 AS found
    FROM core.target AS a
    JOIN staging.succession AS s ON s.predecessor_key = a.unit_key AND s.since <= getvariable('boundaries')
    JOIN staging.lifetime AS l ON l.unit_key = s.predecessor_key AND l.ended < s.since
    WHERE a.year = getvariable('year')
),
differing AS (
    SELECT found FROM moved
    UNION ALL
    SELECT found FROM passed
    UNION ALL
    SELECT found FROM apart
    UNION ALL
    SELECT found FROM handed
)
SELECT DISTINCT getvariable('year') AS year FROM differing
