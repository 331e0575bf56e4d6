-- warehouse/set_made_from: says what the tables are made of that were made as a whole just now.
-- Parameters: state
CREATE OR REPLACE TABLE staging.made_from AS SELECT $1::VARCHAR AS state
