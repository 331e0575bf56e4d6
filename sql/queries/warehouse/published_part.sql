-- warehouse/published_part: what the rows of one year are made of, part by part: a part whose state is that of the
-- vintage before has the same rows, where the frame of its period is the same too (see published_period). A part is
-- what one unit has in a table of attainment, or what one submission has in the table observation.
-- Grain: table × period × part.
-- A year that is the same in both boundaries has no restated rows: what its tables in current boundaries are made of is
-- what those in its own are made of.
-- Inputs: core.period, core.attainment, core.attainment_year, core.restated, core.restated_year,
--         staging.current_reading, ledger.unit_key
-- Parameters: year
-- Columns: name (of the table), period, part (unit_id or submission_id), year, state
-- The hash of a row is hashed again: DuckDB mixes a row's last column into it by an exclusive or.
INSERT INTO temp.published_part
WITH attained AS (
    SELECT month, unit_key, hash(count(*), bit_xor(hash(hash(a)))) AS state
    FROM core.attainment AS a WHERE year = $1 AND quarterly AND listed GROUP BY month, unit_key
),
attained_year AS (
    SELECT unit_key, hash(count(*), bit_xor(hash(hash(a)))) AS state
    FROM core.attainment_year AS a WHERE year = $1 GROUP BY unit_key
),
part AS (
    SELECT 'attainment_quarterly' AS name, month, unit_key, state FROM attained
    UNION ALL
    SELECT 'attainment_quarterly_current', month, unit_key, hash(count(*), bit_xor(hash(hash(r))))
    FROM core.restated AS r WHERE year = $1 AND quarterly GROUP BY month, unit_key
    UNION ALL
    SELECT 'attainment_yearly', NULL, unit_key, state FROM attained_year
    UNION ALL
    SELECT 'attainment_yearly_current', NULL, unit_key, hash(count(*), bit_xor(hash(hash(r))))
    FROM core.restated_year AS r WHERE year = $1 GROUP BY unit_key
)
SELECT
    p.name, CASE WHEN p.month IS NULL THEN printf('%04d', $1::INTEGER) ELSE q.period END AS period,
    k.unit_id AS part, $1::INTEGER AS year, bit_xor(p.state) AS state
FROM part AS p
JOIN ledger.unit_key AS k ON k.unit_key = p.unit_key
LEFT JOIN core.period AS q ON q.year = $1 AND q.month = p.month
WHERE p.month IS NULL OR q.period IS NOT NULL
GROUP BY ALL
UNION ALL
SELECT 'observation', period, submission_id, $1::INTEGER, hash(count(*), bit_xor(hash(hash(c))))
FROM staging.current_reading AS c WHERE year = $1 GROUP BY period, submission_id
