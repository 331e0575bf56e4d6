-- warehouse/touched_tables: makes the tables that say what was made last of each year.
-- core.touched has a year's units whose rows were made anew, where only some were: year, unit_key. core.made_part has a
-- row for each year: from which month on it was made, whether of all units, and the states of ledger.built_year that
-- its tables had before ('' when there were none) and have since.
CREATE TABLE IF NOT EXISTS core.touched (year INTEGER NOT NULL, unit_key INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS core.made_part (
    year INTEGER NOT NULL, first_month INTEGER NOT NULL, every_unit BOOLEAN NOT NULL, before VARCHAR NOT NULL,
    since VARCHAR NOT NULL
);
