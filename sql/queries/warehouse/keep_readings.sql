-- warehouse/keep_readings: keeps the readings that the tables by year were made of, before the present ones take their
-- place. touched_unit is where the units go of which they differ: year, unit_key.
-- Inputs: staging.current_reading
CREATE OR REPLACE TEMP TABLE reading_before AS
SELECT year, month, reading_id, rank, unit_key FROM staging.current_reading;
CREATE OR REPLACE TEMP TABLE touched_unit (year INTEGER NOT NULL, unit_key INTEGER NOT NULL);
