-- completeness/rollup: how many units submitted, for each unit and everything beneath it, form by form.
-- Grain: form × period × unit.
-- Inputs: completeness_rollup, unit
-- Parameters: periods (joined by commas), form, unit_id (with everything beneath it), unit_level; "" for all
-- Columns: unit_id, unit_name, unit_level, form, period, due_date (text), depth, has_parts (other units stand beneath
--          it), expected, on_time, late, rejected, missing, submitted_pct (text), held
WITH RECURSIVE asked AS (
    SELECT *, rowid AS place FROM completeness_rollup WHERE list_contains(string_split($1, ','), period)
        AND ($2 = '' OR form = $2)
),
beneath AS (
    SELECT DISTINCT unit_id FROM asked WHERE $3 = '' OR unit_id = $3
    UNION
    SELECT a.unit_id FROM asked AS a JOIN beneath AS b ON a.parent_unit_id = b.unit_id
),
depth AS (SELECT unit_id, max(depth) AS depth FROM unit GROUP BY unit_id),
parent AS (SELECT DISTINCT form, period, parent_unit_id AS unit_id FROM asked)
SELECT
    a.unit_id, a.unit_name, a.unit_level, a.form, a.period, coalesce(a.due_date::VARCHAR, '') AS due_date, d.depth,
    p.unit_id IS NOT NULL AS has_parts,
    a.expected, a.on_time, a.late, a.rejected, a.missing, a.submitted_pct::VARCHAR AS submitted_pct, a.held
FROM asked AS a
SEMI JOIN beneath AS b ON b.unit_id = a.unit_id
JOIN depth AS d ON d.unit_id = a.unit_id
LEFT JOIN parent AS p ON p.form = a.form AND p.period = a.period AND p.unit_id = a.unit_id
WHERE $4 = '' OR a.unit_level = $4
ORDER BY a.form, a.period_end, a.period, a.place
