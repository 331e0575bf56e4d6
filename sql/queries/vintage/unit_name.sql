-- vintage/unit_name: every identifier, code and name that a unit has or had.
-- Grain: unit × code × name.
-- Inputs: unit
-- Columns: unit_id, unit_code, unit_name
SELECT DISTINCT unit_id, unit_code, unit_name FROM unit ORDER BY ALL
