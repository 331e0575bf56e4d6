-- What the two engines that read the models write differently, each under one name.

-- The day, where the office is, of a moment that is kept in UTC.
CREATE OR REPLACE TEMP MACRO local_date(moment, zone) AS ((moment AT TIME ZONE 'UTC') AT TIME ZONE zone)::DATE;

-- How many days the second date is after the first.
CREATE OR REPLACE TEMP MACRO days_between(first_day, last_day) AS (last_day - first_day);

-- How many elements a list has.
CREATE OR REPLACE TEMP MACRO array_size(elements) AS len(elements);

-- The elements of a list as one text.
CREATE OR REPLACE TEMP MACRO array_join(elements, separator) AS array_to_string(elements, separator);
