-- trace/revision/target: the assignments of one year's targets that only one of two vintages has.
-- Grain: vintage × unit × series × assignment.
-- Inputs: before and after: target
-- Parameters: year
-- Columns: later, unit_id, indicator, breakdown, kind, source, value (text), decision, effective_date (text)
WITH earlier AS (SELECT unit_id, indicator, breakdown, horizon, kind, value, source, decision, signed_date,
    effective_date FROM before.target WHERE horizon = $1::VARCHAR),
later AS (SELECT unit_id, indicator, breakdown, horizon, kind, value, source, decision, signed_date, effective_date
    FROM after.target WHERE horizon = $1::VARCHAR),
-- Few rows differ of very many: only these are compared column by column.
marked AS (
    SELECT hash(e) AS mark, 1 AS side FROM earlier AS e UNION ALL SELECT hash(l), -1 FROM later AS l
),
differing AS (SELECT mark FROM marked GROUP BY mark HAVING sum(side) <> 0),
gone AS (
    FROM (SELECT e.* FROM earlier AS e SEMI JOIN differing AS d ON d.mark = hash(e))
    EXCEPT ALL FROM (SELECT l.* FROM later AS l SEMI JOIN differing AS d ON d.mark = hash(l))
),
come AS (
    FROM (SELECT l.* FROM later AS l SEMI JOIN differing AS d ON d.mark = hash(l))
    EXCEPT ALL FROM (SELECT e.* FROM earlier AS e SEMI JOIN differing AS d ON d.mark = hash(e))
),
side AS (SELECT false AS later, * FROM gone UNION ALL SELECT true, * FROM come)
SELECT later, unit_id, indicator, breakdown, kind, source, coalesce(value::VARCHAR, '') AS value,
    coalesce(decision, '') AS decision, coalesce(effective_date::VARCHAR, '') AS effective_date
FROM side
ORDER BY ALL
