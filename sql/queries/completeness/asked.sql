-- completeness/asked: what the office is asked about units that follow others or ended, where no workbook is at fault:
-- last days that nobody reported, and targets that a successor lacks.
-- Grain: unit × period × indicator × breakdown × kind.
-- Inputs: reconciliation, unit
-- Parameters: periods (joined by commas)
-- Columns: unit_id, unit_name, period, indicator, breakdown, kind
WITH named AS (
    SELECT unit_id, arg_max(unit_name, coalesce(valid_to, DATE '9999-12-31')) AS name FROM unit GROUP BY unit_id
)
SELECT r.unit_id, coalesce(n.name, r.unit_id) AS unit_name, r.period, r.indicator, r.breakdown, r.kind
FROM reconciliation AS r
LEFT JOIN named AS n ON n.unit_id = r.unit_id
WHERE r.kind IN ('succession_unreported', 'target_missing') AND list_contains(string_split($1, ','), r.period)
ORDER BY r.rowid
