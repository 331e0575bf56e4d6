-- The ends of periods by a calendar, as in functions/duckdb.

-- The last day of a period that ends in a month, by a form's calendar: the month's cutoff day, or its own end where
-- that is 0.
CREATE OR REPLACE TEMPORARY FUNCTION month_end_by(y INT, m INT, cutoff INT) RETURNS DATE RETURN
    CASE cutoff WHEN 0 THEN last_day(make_date(y, m, 1)) ELSE make_date(y, m, cutoff) END;

-- The last day of a period that ends in a month, by the workspace's calendar.
CREATE OR REPLACE TEMPORARY FUNCTION month_end(y INT, m INT) RETURNS DATE RETURN
    CASE getvariable('cutoff_day')
        WHEN 0 THEN last_day(make_date(y, m, 1)) ELSE make_date(y, m, getvariable('cutoff_day'))
    END;

-- The quarter of a month: 3 for July to September.
CREATE OR REPLACE TEMPORARY FUNCTION quarter_of(m INT) RETURNS INT RETURN CAST((m + 2) div 3 AS INT);
