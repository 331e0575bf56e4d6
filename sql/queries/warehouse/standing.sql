-- warehouse/standing: what one submission counts as.
-- Grain: one row, or none for one that is rejected or retracted.
-- Inputs: staging.standing
-- Parameters: submission_id
-- Columns: standing
SELECT standing FROM staging.standing WHERE submission_id = $1
