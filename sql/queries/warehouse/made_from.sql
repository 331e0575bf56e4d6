-- warehouse/made_from: what the tables are made of that are made as a whole, "" before they were made.
-- Grain: one row at most.
-- Inputs: staging.made_from
-- Columns: state
CREATE TABLE IF NOT EXISTS staging.made_from (state VARCHAR);
SELECT state FROM staging.made_from
