-- The one place where a percentage is computed. DECIMAL ÷ DECIMAL is DOUBLE in DuckDB, so numerator and denominator
-- are whole ten-thousandths in HUGEINT, and the quotient is rounded once. The result counts units of the last digit.
-- A target of zero, like a missing one, gives NULL.
CREATE MACRO ten_thousandths(x) AS ((x::DECIMAL(18, 4)) * 10000)::HUGEINT;

CREATE MACRO rounded_quotient(n, d, mode) AS
    CASE WHEN d = 0 THEN NULL ELSE
        n // d + CASE mode
            WHEN 'truncate' THEN 0
            WHEN 'half_even' THEN CASE WHEN 2 * (n % d) > d OR (2 * (n % d) = d AND (n // d) % 2 = 1) THEN 1 ELSE 0 END
            ELSE CASE WHEN 2 * (n % d) >= d THEN 1 ELSE 0 END
        END
    END;

CREATE MACRO percent_units(actual, target, mode, units) AS
    CASE WHEN (actual < 0) <> (target < 0) THEN -1 ELSE 1 END
    * rounded_quotient(abs(ten_thousandths(actual)) * 100 * units, abs(ten_thousandths(target)), mode);

-- The last day of a quarter by the workspace's calendar: the month's own end, or the cutoff day of its last month.
CREATE MACRO quarter_end(y, q) AS
    CASE getvariable('cutoff_day') WHEN 0 THEN last_day(make_date(y, 3 * q, 1)) ELSE make_date(y, 3 * q, getvariable('cutoff_day')) END;
