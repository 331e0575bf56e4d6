-- trace/revision/target: the assignments of one year's targets that only one of two vintages has.
-- Grain: vintage × unit × series × assignment.
-- Inputs: before and after: target
-- Parameters: year
-- Columns: later, unit_id, indicator, breakdown, kind, source, value (text), decision, effective_date (text)
WITH earlier AS (SELECT unit_id, indicator, breakdown, horizon, kind, value, source, decision, signed_date,
    effective_date FROM before.target WHERE horizon = $1::VARCHAR),
later AS (SELECT unit_id, indicator, breakdown, horizon, kind, value, source, decision, signed_date, effective_date
    FROM after.target WHERE horizon = $1::VARCHAR),
gone AS (FROM earlier EXCEPT ALL FROM later),
come AS (FROM later EXCEPT ALL FROM earlier),
side AS (SELECT false AS later, * FROM gone UNION ALL SELECT true, * FROM come)
SELECT later, unit_id, indicator, breakdown, kind, source, coalesce(value::VARCHAR, '') AS value,
    coalesce(decision, '') AS decision, coalesce(effective_date::VARCHAR, '') AS effective_date
FROM side
ORDER BY ALL
