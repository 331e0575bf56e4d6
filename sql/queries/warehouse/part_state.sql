-- warehouse/part_state: what the rows of one year are made of, part by part, each read once: published_part says of it
-- which parts of a table there are, and published_period puts the parts of a period together.
-- Grain: source × month × unit, or submission.
-- Inputs: core.attainment, core.attainment_year, core.restated, core.restated_year, staging.current_reading
-- Parameters: year
-- Columns: year, source (the table that has the rows), month (NULL: the whole year), unit_key, period and submission_id
--          (of readings), rows, state
-- The hash of a row is hashed again: DuckDB mixes a row's last column into it by an exclusive or.
INSERT INTO temp.part_state
SELECT $1::INTEGER, 'attainment', month, unit_key, NULL, NULL, count(*), bit_xor(hash(hash(a)))
FROM core.attainment AS a WHERE year = $1 AND quarterly AND listed GROUP BY month, unit_key
UNION ALL
SELECT $1::INTEGER, 'attainment_year', NULL, unit_key, NULL, NULL, count(*), bit_xor(hash(hash(a)))
FROM core.attainment_year AS a WHERE year = $1 GROUP BY unit_key
UNION ALL
SELECT $1::INTEGER, 'restated', month, unit_key, NULL, NULL, count(*), bit_xor(hash(hash(r)))
FROM core.restated AS r WHERE year = $1 AND quarterly GROUP BY month, unit_key
UNION ALL
SELECT $1::INTEGER, 'restated_year', NULL, unit_key, NULL, NULL, count(*), bit_xor(hash(hash(r)))
FROM core.restated_year AS r WHERE year = $1 GROUP BY unit_key
UNION ALL
SELECT $1::INTEGER, 'reading', NULL, NULL, period, submission_id, count(*), bit_xor(hash(hash(c)))
FROM staging.current_reading AS c WHERE year = $1 GROUP BY period, submission_id
