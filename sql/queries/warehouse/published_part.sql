-- warehouse/published_part: what the rows of one year are made of, part by part: a part whose state is that of the
-- vintage before has the same rows, where the frame of its period is the same too (see published_period). A part is
-- what one unit has in a table of attainment, or what one submission has in the table observation.
-- Grain: table × period × part.
-- A year that is the same in both boundaries has no restated rows: what its tables in current boundaries are made of is
-- what those in its own are made of.
-- Inputs: core.period, ledger.unit_key, part_state (see part_state)
-- Parameters: year; the periods of tables that are left out, each as its table and its label: those that are known to
--             be the same
-- Columns: name (of the table), period, part (unit_id or submission_id), year, state
INSERT INTO temp.published_part
WITH named AS (
    SELECT
        CASE source
            WHEN 'attainment' THEN 'attainment_quarterly' WHEN 'restated' THEN 'attainment_quarterly_current'
            WHEN 'attainment_year' THEN 'attainment_yearly' WHEN 'restated_year' THEN 'attainment_yearly_current'
            WHEN 'reading' THEN 'observation'
        END AS name,
        s.period, s.month, s.unit_key, s.submission_id, hash(s.rows, s.state) AS state
    FROM temp.part_state AS s WHERE s.year = $1
),
part AS (
    SELECT
        n.name, coalesce(n.period, q.period, printf('%04d', $1::INTEGER)) AS period,
        coalesce(n.submission_id, k.unit_id) AS part, n.state
    FROM named AS n
    LEFT JOIN ledger.unit_key AS k ON k.unit_key = n.unit_key
    LEFT JOIN core.period AS q ON q.year = $1 AND q.month = n.month
    WHERE n.month IS NULL OR q.period IS NOT NULL
)
SELECT name, period, part, $1::INTEGER AS year, state
FROM part WHERE NOT array_contains($2::VARCHAR[], concat(name, ' ', period))
