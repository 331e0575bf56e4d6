-- warehouse/forget_made_part: forgets what was made last of a year.
-- Inputs: core.made_part
-- Parameters: year
DELETE FROM core.made_part WHERE year = $1::INTEGER
