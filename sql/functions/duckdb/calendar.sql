-- The ends of periods by a calendar.

-- The last day of a period that ends in a month, by a form's calendar: the month's cutoff day, or its own end where
-- that is 0.
CREATE OR REPLACE TEMP MACRO month_end_by(y, m, cutoff) AS
    CASE cutoff WHEN 0 THEN last_day(make_date(y, m, 1)) ELSE make_date(y, m, cutoff) END;

-- The last day of a period that ends in a month, by the workspace's calendar.
CREATE OR REPLACE TEMP MACRO month_end(y, m) AS
    CASE getvariable('cutoff_day')
        WHEN 0 THEN last_day(make_date(y, m, 1)) ELSE make_date(y, m, getvariable('cutoff_day'))
    END;

-- The quarter of a month: 3 for July to September.
CREATE OR REPLACE TEMP MACRO quarter_of(m) AS ((m + 2) // 3)::INTEGER;
