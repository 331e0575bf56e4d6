-- trace/current/target: the targets in force on a day, of every unit that has one of a horizon and series.
-- Grain: unit.
-- Inputs: target
-- Parameters: horizon, indicator, breakdown, day (text)
-- Columns: unit_id, value (text, empty: withdrawn, or not known), effective_date (text)
SELECT unit_id, coalesce(value::VARCHAR, ''), effective_date::VARCHAR
FROM (SELECT rowid AS place, * FROM target)
WHERE horizon = $1 AND indicator = $2 AND breakdown = $3 AND used AND effective_date <= $4::DATE
QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY effective_date DESC, place DESC) = 1
