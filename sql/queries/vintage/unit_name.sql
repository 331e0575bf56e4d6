-- vintage/unit_name: every identifier, code and name that a unit has or had, and whether it has them on a day.
-- Parameters: the day as a text, '' for none
-- Grain: unit × code × name.
-- Inputs: unit
-- Columns: unit_id, unit_code, unit_name, in_force
SELECT
    unit_id, unit_code, unit_name,
    coalesce(bool_or(coalesce(valid_from, DATE '0001-01-01') <= try_cast($1 AS DATE)
        AND coalesce(valid_to, DATE '9999-12-31') >= try_cast($1 AS DATE)), false) AS in_force
FROM unit
GROUP BY unit_id, unit_code, unit_name
ORDER BY ALL
