-- trace/explain/part: the reporting units beneath a unit (or the unit itself; of no unit: all) with their cells of the
-- year.
-- Grain: unit × cell; a unit without cells has one row.
-- Inputs: attainment_quarterly, attainment_yearly, succession, observation, submission, unit, quarter
-- Parameters: unit_id (empty: all), period, indicator, breakdown, quarter (the period, or of a year its last quarter)
-- Columns: unit_id, unit_name, expected_units (0: closed), form, period, measure, mark, value (as text), submission_id,
--          path (the submission_id where the path is not known), sheet, cell, raw, precedence
WITH RECURSIVE row_of_period AS (
    SELECT unit_id, unit_name, parent_unit_id, year, expected_units, indicator, breakdown FROM attainment_quarterly
        WHERE period = $2
    UNION ALL
    SELECT unit_id, unit_name, parent_unit_id, year, expected_units, indicator, breakdown FROM attainment_yearly
        WHERE period = $2
),
-- a unit that ended, and whose number a successor's row holds, counts all the same
unlisted AS (
    SELECT unit_id, unit_name, parent_unit_id, year, indicator, breakdown FROM succession
    WHERE period = $5 AND indicator = $3 AND breakdown = $4 AND NOT listed
),
published AS (
    SELECT r.unit_id, r.unit_name, r.parent_unit_id, r.year,
        CASE WHEN u.unit_id IS NULL THEN r.expected_units ELSE 0 END AS expected_units
    FROM row_of_period AS r
    LEFT JOIN unlisted AS u ON u.unit_id = r.unit_id
    WHERE r.indicator = $3 AND r.breakdown = $4
    UNION ALL
    SELECT u.unit_id, u.unit_name, u.parent_unit_id, u.year, 0 FROM unlisted AS u
    WHERE u.unit_id NOT IN (SELECT unit_id FROM row_of_period WHERE indicator = $3 AND breakdown = $4)
),
beneath AS (
    SELECT unit_id FROM published WHERE unit_id = $1 OR $1 = ''
    UNION ALL
    SELECT p.unit_id FROM published AS p JOIN beneath AS b ON p.parent_unit_id = b.unit_id WHERE $1 <> ''
),
-- units beneath which others stand at the period's end, or stood when they ended
existing AS (
    SELECT
        unit_id, coalesce(parent_unit_id, '') AS parent_unit_id, coalesce(valid_from, DATE '0001-01-01') AS first_day,
        coalesce(valid_to, DATE '9999-12-31') AS last_day
    FROM unit
    -- of a nation that adds up what was published, the units beneath its provinces have no rows and are no parts
    WHERE unit_id IN (SELECT unit_id FROM attainment_quarterly UNION SELECT unit_id FROM attainment_yearly)
),
ending AS (
    SELECT e.unit_id, least(max(e.last_day), max(q.last_day)) AS day
    FROM existing AS e
    CROSS JOIN (SELECT last_day FROM quarter WHERE period = $5) AS q
    GROUP BY e.unit_id
),
above AS (
    SELECT DISTINCT e.unit_id
    FROM ending AS e
    JOIN existing AS c ON c.parent_unit_id = e.unit_id AND e.day BETWEEN c.first_day AND c.last_day
),
part AS (
    SELECT p.unit_id, p.unit_name, p.year, p.expected_units FROM published AS p
    SEMI JOIN beneath AS b ON b.unit_id = p.unit_id
    ANTI JOIN above AS c ON c.unit_id = p.unit_id
)
SELECT
    p.unit_id, p.unit_name, p.expected_units, coalesce(o.form, ''), coalesce(o.period, ''), coalesce(o.measure, ''),
    coalesce(o.mark, ''),
    coalesce(o.value, 0)::VARCHAR, coalesce(o.submission_id, ''), coalesce(nullif(s.path, ''), o.submission_id, ''),
    coalesce(o.sheet, ''),
    coalesce(o.cell, ''),
    coalesce(o.raw, ''), coalesce(o.precedence, 0)
FROM part AS p
LEFT JOIN observation AS o ON o.unit_id = p.unit_id AND o.indicator = $3 AND o.breakdown = $4
    AND o.period[1:4] = p.year::VARCHAR
LEFT JOIN submission AS s ON s.submission_id = o.submission_id
ORDER BY p.unit_name, p.unit_id, o.period, o.measure, o.precedence
