-- warehouse/published_period: everything that the rows of one year's periods are made of, in the tables of a vintage
-- that are made period by period: a period whose state is that of the vintage before has the same rows in the same
-- order.
-- Rounding and the types of columns are not in it.
-- Grain: table × period.
-- Inputs: core.period, core.tree, core.redrawn, staging.series, staging.unit_order, staging.boundary_tree,
--         staging.closed_period, ledger.sealed_quarterly, ledger.sealed_yearly, part_state (see part_state)
-- Parameters: year
-- Columns: name (of the table), period, frame (what all rows are made of: which units and series there are, and in
--          which order), state (the frame, and what single rows are made of: see published_part)
-- The hash of a row is hashed again: DuckDB mixes a row's last column into it by an exclusive or.
WITH beside AS (
    SELECT concat_ws(' ',
        (SELECT concat_ws(' ', count(*), bit_xor(hash(hash(s)))) FROM staging.series AS s),
        (SELECT concat_ws(' ', count(*), bit_xor(hash(hash(o)))) FROM staging.unit_order AS o)) AS state
),
today AS (SELECT concat_ws(' ', count(*), bit_xor(hash(hash(t)))) AS state FROM staging.boundary_tree AS t),
sealed AS (
    SELECT 'attainment_quarterly' AS name, z.period, concat_ws(' ', count(*), bit_xor(hash(hash(z)))) AS state
    FROM ledger.sealed_quarterly AS z SEMI JOIN staging.closed_period AS c ON c.action_id = z.action_id
    WHERE z.year = $1 GROUP BY z.period
    UNION ALL
    SELECT 'attainment_yearly', z.period, concat_ws(' ', count(*), bit_xor(hash(hash(z))))
    FROM ledger.sealed_yearly AS z SEMI JOIN staging.closed_period AS c ON c.action_id = z.action_id
    WHERE z.year = $1 GROUP BY z.period
),
quarter AS (
    SELECT q.period, q.month, concat_ws(' ', q.month, q.quarter) AS state FROM core.period AS q WHERE q.year = $1
),
tree AS (
    SELECT month, concat_ws(' ', count(*), bit_xor(hash(hash(t)))) AS state
    FROM core.tree AS t WHERE year = $1 GROUP BY month
),
-- The parts of a period put together.
made AS (
    SELECT
        source, month, period,
        concat_ws(' ', sum(rows), bit_xor(hash(hash(unit_key, submission_id, rows, state)))) AS state
    FROM temp.part_state WHERE year = $1 GROUP BY source, month, period
),
attained AS (SELECT month, state FROM made WHERE source = 'attainment'),
restated AS (SELECT month, state FROM made WHERE source = 'restated'),
whole_year AS (
    SELECT
        (SELECT count(*) FROM core.redrawn WHERE year = $1) AS redrawn,
        coalesce((SELECT state FROM made WHERE source = 'attainment_year'), '-') AS attained,
        coalesce((SELECT state FROM made WHERE source = 'restated_year'), '-') AS restated
),
observed AS (SELECT period, state FROM made WHERE source = 'reading'),
published AS (
    SELECT
        'attainment_quarterly' AS name, q.period, concat_ws(' ', b.state, q.state, coalesce(t.state, '-')) AS frame,
        coalesce(a.state, '-') AS state
    FROM quarter AS q
    CROSS JOIN beside AS b
    LEFT JOIN tree AS t ON t.month = q.month
    LEFT JOIN attained AS a ON a.month = q.month
    UNION ALL
    SELECT
        'attainment_quarterly_current', q.period, concat_ws(' ', b.state, d.state, q.state, y.redrawn),
        concat_ws(' ', coalesce(r.state, '-'), coalesce(a.state, '-'))
    FROM quarter AS q
    CROSS JOIN beside AS b
    CROSS JOIN today AS d
    CROSS JOIN whole_year AS y
    LEFT JOIN restated AS r ON r.month = q.month
    LEFT JOIN attained AS a ON a.month = q.month
    UNION ALL
    SELECT
        'attainment_yearly', printf('%04d', $1::INTEGER), concat_ws(' ', b.state, q.state, coalesce(t.state, '-')),
        y.attained
    FROM (SELECT month, state FROM quarter ORDER BY month DESC LIMIT 1) AS q
    CROSS JOIN beside AS b
    CROSS JOIN whole_year AS y
    LEFT JOIN tree AS t ON t.month = q.month
    UNION ALL
    SELECT
        'attainment_yearly_current', printf('%04d', $1::INTEGER), concat_ws(' ', b.state, d.state, y.redrawn),
        concat_ws(' ', y.restated, y.attained)
    FROM beside AS b
    CROSS JOIN today AS d
    CROSS JOIN whole_year AS y
    UNION ALL
    SELECT 'observation', period, 'submissions', state FROM observed
),
-- A closed period has the rows with which it was closed, also where nothing stands behind it any more.
closed AS (
    SELECT s.name, s.period, concat_ws(' ', b.state, 'closed', s.state) AS frame, '' AS state
    FROM sealed AS s
    CROSS JOIN beside AS b
)
SELECT name, period, frame, concat_ws(' ', frame, state) AS state FROM closed
UNION ALL
SELECT p.name, p.period, p.frame, concat_ws(' ', p.frame, p.state) FROM published AS p
ANTI JOIN closed AS c ON c.name = p.name AND c.period = p.period
ORDER BY name, period
