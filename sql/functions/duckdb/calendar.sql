-- The ends of quarters by a calendar.

-- The last day of a quarter by a form's calendar: the cutoff day of its last month, or the month's own end where it is 0.
CREATE OR REPLACE TEMP MACRO quarter_end_by(y, q, cutoff) AS
    CASE cutoff WHEN 0 THEN last_day(make_date(y, 3 * q, 1)) ELSE make_date(y, 3 * q, cutoff) END;

-- The last day of a quarter by the workspace's calendar.
CREATE OR REPLACE TEMP MACRO quarter_end(y, q) AS
    CASE getvariable('cutoff_day')
        WHEN 0 THEN last_day(make_date(y, 3 * q, 1)) ELSE make_date(y, 3 * q, getvariable('cutoff_day'))
    END;
