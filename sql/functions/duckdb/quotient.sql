-- The one place where a percentage or a share is computed. DECIMAL ÷ DECIMAL is DOUBLE in DuckDB, so numerator and denominator
-- are whole ten-thousandths in HUGEINT, and the quotient is rounded once.

-- A number in whole ten-thousandths. The product of an amount of 10,000,000,000 and more would not fit DECIMAL(18, 4).
CREATE OR REPLACE TEMP MACRO ten_thousandths(x) AS (x::DECIMAL(18, 4)::DECIMAL(38, 4) * 10000)::HUGEINT;

-- n ÷ d of two whole numbers that are not negative, rounded to a whole one by a mode of rounding. A d of zero gives NULL.
CREATE OR REPLACE TEMP MACRO rounded_quotient(n, d, mode) AS
    CASE WHEN d = 0 THEN NULL ELSE
        n // d + CASE mode
            WHEN 'truncate' THEN 0
            WHEN 'half_even' THEN CASE WHEN 2 * (n % d) > d OR (2 * (n % d) = d AND (n // d) % 2 = 1) THEN 1 ELSE 0 END
            ELSE CASE WHEN 2 * (n % d) >= d THEN 1 ELSE 0 END
        END
    END;

-- The percentage of a target that was attained, in units of its last digit: 28.8 is 288 where units is 10.
-- A target of zero, like a missing one, gives NULL.
CREATE OR REPLACE TEMP MACRO percent_units(actual, target, mode, units) AS
    CASE WHEN (actual < 0) <> (target < 0) THEN -1 ELSE 1 END
    * rounded_quotient(abs(ten_thousandths(actual)) * 100 * units, abs(ten_thousandths(target)), mode);

-- A share, in per cent, of a stock that is not negative, rounded half up to the digits that the target's indicator is published with.
-- per cent × stock in whole ten-thousandths counts units of 10^-10.
CREATE OR REPLACE TEMP MACRO share_of_stock(percent, stock, decimals) AS (
    rounded_quotient(ten_thousandths(percent) * ten_thousandths(stock) * [1, 10, 100, 1000, 10000][decimals + 1], 10000000000::HUGEINT, 'half_up')
    * [10000, 1000, 100, 10, 1][decimals + 1]
)::DECIMAL(18, 0) * 0.0001;

-- How many digits after the decimal point a number with four of them needs: 70.5000 needs one.
CREATE OR REPLACE TEMP MACRO digits_of(x) AS
    CASE WHEN x IS NULL THEN NULL WHEN ten_thousandths(x) % 10000 = 0 THEN 0 WHEN ten_thousandths(x) % 1000 = 0 THEN 1
        WHEN ten_thousandths(x) % 100 = 0 THEN 2 WHEN ten_thousandths(x) % 10 = 0 THEN 3 ELSE 4 END;
