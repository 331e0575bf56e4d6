-- warehouse/made_part: what was made last of each year.
-- Grain: year.
-- Inputs: core.made_part
-- Columns: year, first_month, every_unit, before, since
SELECT year, first_month, every_unit, before, since FROM core.made_part ORDER BY year
