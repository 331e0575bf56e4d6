-- warehouse/keep_readings: keeps the readings that the tables by year were made of, before the present ones take their
-- place.
-- Inputs: staging.current_reading
CREATE OR REPLACE TEMP TABLE reading_before AS
SELECT year, month, reading_id, rank, unit_key FROM staging.current_reading;
