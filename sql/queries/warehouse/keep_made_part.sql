-- warehouse/keep_made_part: notes what was made of a year.
-- Inputs: core.made_part
-- Parameters: year, first month, of every unit, state before, state since
INSERT INTO core.made_part VALUES ($1, $2, $3, $4, $5)
