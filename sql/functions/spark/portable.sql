-- What the two engines that read the models write differently, each under one name, as in functions/duckdb. Spark has
-- array_size and array_join itself.

-- The day, where the office is, of a moment that is kept in UTC. The session's time zone is UTC.
CREATE OR REPLACE TEMPORARY FUNCTION local_date(moment TIMESTAMP, zone STRING) RETURNS DATE RETURN
    to_date(from_utc_timestamp(moment, zone));

-- How many days the second date is after the first.
CREATE OR REPLACE TEMPORARY FUNCTION days_between(first_date DATE, last_date DATE) RETURNS INT RETURN
    datediff(last_date, first_date);
