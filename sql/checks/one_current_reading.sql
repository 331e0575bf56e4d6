-- one_current_reading: for each form, unit and period exactly one submission is in force.
-- Inputs: staging.current_reading
-- Scope: whole
-- Returns: the keys that have more than one
SELECT form_id, unit_key, period, count(*) AS readings
FROM staging.current_reading
GROUP BY form_id, unit_key, period
HAVING count(*) > 1
