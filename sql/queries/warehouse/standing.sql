-- warehouse/standing: what one submission counts as.
-- Grain: one row, or none for one that is rejected or retracted.
-- Inputs: staging.standing
-- Parameters: submission_id
-- Columns: standing (current, superseded, held; too_large: held whatever is decided)
SELECT CASE WHEN because = 'too_large' THEN because ELSE standing END AS standing
FROM staging.standing WHERE submission_id = $1
