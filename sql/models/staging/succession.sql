-- staging.succession: which unit passes into which: what registry/changes says, and what nobody said although one unit
-- ended on the day before another was founded under the same parent: that is a question, not an answer.
-- Grain: date × predecessor × successor.
-- Inputs: ledger.change_row, ledger.registry_version, staging.lifetime
-- Rebuild: whole
-- Columns: predecessor_key, successor_key, since (the successor's first day with it), kind (merge: it passes as a
--          whole; split: a part of it, and the successor may be the unit itself), counts (own, includes, or '' where
--          neither the row nor the successor's founding declares it), allocation (of a split: the signed weight of the part; NULL: none), decision,
--          said (registry/changes says it), year, month (of the first period that ends with the successor in its place)
WITH change AS (
    SELECT changed_on, kind, unit_key, successor_key, coalesce(counts, '') AS counts, allocation, decision
    FROM ledger.change_row
    WHERE registry_id =
        (SELECT max(registry_id) FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of'))
),
founding AS (
    SELECT unit_key, changed_on, max(counts) AS counts FROM change WHERE kind = 'found' GROUP BY unit_key, changed_on
),
said AS (
    SELECT
        c.unit_key AS predecessor_key, c.successor_key, c.changed_on AS since,
        -- a close that names a successor is a merger written otherwise
        CASE c.kind WHEN 'split' THEN 'split' ELSE 'merge' END AS kind,
        CASE max(c.counts) WHEN '' THEN coalesce(max(f.counts), '') ELSE max(c.counts) END AS counts,
        sum(c.allocation)::DECIMAL(29, 10) AS allocation, max(c.decision) AS decision, true AS said
    FROM change AS c
    LEFT JOIN founding AS f ON f.unit_key = c.successor_key AND f.changed_on = c.changed_on
    WHERE c.kind IN ('merge', 'split', 'close') AND c.successor_key IS NOT NULL
    GROUP BY c.unit_key, c.successor_key, c.changed_on, CASE c.kind WHEN 'split' THEN 'split' ELSE 'merge' END
),
-- A word about a unit's end is none about its beginning, and a division after which it goes on is none about its end.
end_said AS (
    SELECT c.unit_key FROM change AS c
    JOIN staging.lifetime AS l ON l.unit_key = c.unit_key
    WHERE c.kind IN ('close', 'merge') OR c.kind = 'split' AND c.changed_on > l.ended
),
beginning_said AS (
    SELECT unit_key FROM change WHERE kind = 'found'
    UNION ALL
    SELECT s.successor_key FROM said AS s
    JOIN staging.lifetime AS l ON l.unit_key = s.successor_key
    WHERE s.since <= l.founded
),
gone AS (
    SELECT l.unit_key, l.ended, l.last_parent FROM staging.lifetime AS l
    ANTI JOIN end_said AS w ON w.unit_key = l.unit_key
    WHERE l.ended < DATE '9999-12-31'
),
come AS (
    SELECT l.unit_key, l.founded, l.first_parent FROM staging.lifetime AS l
    ANTI JOIN beginning_said AS w ON w.unit_key = l.unit_key
    WHERE l.founded > DATE '0001-01-01'
),
beside AS (
    SELECT g.unit_key AS predecessor_key, c.unit_key AS successor_key, c.founded AS since
    FROM gone AS g
    JOIN come AS c ON c.founded = g.ended + 1 AND c.first_parent = g.last_parent
),
unsaid AS (
    SELECT
        predecessor_key, successor_key, since,
        CASE count(*) OVER (PARTITION BY predecessor_key) WHEN 1 THEN 'merge' ELSE 'split' END AS kind
    FROM beside
),
every_one AS (
    SELECT predecessor_key, successor_key, since, kind, counts, allocation, decision, said FROM said
    UNION ALL
    SELECT predecessor_key, successor_key, since, kind, '', NULL, '', false FROM unsaid
),
ending AS (
    SELECT e.*, year(e.since) + m.later AS year, m.month
    FROM every_one AS e
    JOIN (VALUES (0, 3), (0, 6), (0, 9), (0, 12), (1, 3)) AS m (later, month)
        ON month_end(year(e.since) + m.later, m.month) >= e.since
)
SELECT
    predecessor_key, successor_key, since, kind, counts, allocation, decision, said, year::INTEGER AS year, month
FROM ending
QUALIFY row_number() OVER (PARTITION BY predecessor_key, successor_key, since, kind ORDER BY year, month) = 1
