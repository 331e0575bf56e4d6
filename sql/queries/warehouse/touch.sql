-- warehouse/touch: the units of a year that a change of its readings touches: those of which a reading that came, went
-- or changed its rank has numbers, and all that these lead to. The readings of the year before count too: the numbers
-- of a year are compared with its last ones.
-- Grain: touched unit.
-- Inputs: reading_before, unit_link, staging.current_reading, ledger.observation
-- Parameters: year
-- Columns: year, unit_key
WITH RECURSIVE was AS (
    SELECT year, month, reading_id, rank, unit_key FROM reading_before
    WHERE year BETWEEN $1::INTEGER - 1 AND $1::INTEGER
),
present AS (
    SELECT year, month, reading_id, rank, unit_key FROM staging.current_reading
    WHERE year BETWEEN $1::INTEGER - 1 AND $1::INTEGER
),
changed AS (
    SELECT w.reading_id, w.unit_key FROM was AS w
    ANTI JOIN present AS p
        ON p.reading_id = w.reading_id AND p.rank = w.rank AND p.year = w.year AND p.month = w.month
    UNION ALL
    SELECT p.reading_id, p.unit_key FROM present AS p
    ANTI JOIN was AS w
        ON p.reading_id = w.reading_id AND p.rank = w.rank AND p.year = w.year AND p.month = w.month
),
stated AS (
    SELECT unit_key FROM changed
    UNION ALL
    SELECT o.unit_key FROM ledger.observation AS o
    SEMI JOIN changed AS c ON c.reading_id = o.reading_id
),
reached AS (
    SELECT DISTINCT unit_key FROM stated
    UNION
    SELECT l.other_key FROM reached AS r JOIN unit_link AS l ON l.unit_key = r.unit_key
)
SELECT $1::INTEGER AS year, unit_key FROM reached
