-- one_row_per_key: a unit has one row for a quarter and a series.
-- Inputs: core.attainment
-- Scope: by year
-- Touched: core.attainment
-- Returns: the keys that have more than one
-- A group for each key would take several times as long. So the rows of each unit are counted in blocks of 32 series,
-- each of which has a bit of its own: where a block has more rows than bits, a series has two. Only such units are
-- looked at key by key.
WITH marked AS (
    SELECT month, unit_key, series_key - series_key % 32 AS block, 1::BIGINT << (series_key % 32) AS own_bit
    FROM core.attainment WHERE year = getvariable('year') AND month >= getvariable('first_month')
),
crowded AS (
    SELECT month, unit_key
    FROM marked
    GROUP BY month, unit_key, block
    HAVING count(*) > coalesce(bit_count(bit_or(own_bit)), 0)
)
SELECT a.year, a.month, a.unit_key, a.series_key, count(*) AS occurrences
FROM core.attainment AS a
SEMI JOIN crowded AS c ON c.month = a.month AND c.unit_key = a.unit_key
WHERE a.year = getvariable('year') AND a.month >= getvariable('first_month')
GROUP BY a.year, a.month, a.unit_key, a.series_key
HAVING count(*) > 1
