-- The one place where a percentage or a share is computed. DECIMAL ÷ DECIMAL is DOUBLE in DuckDB, so numerator and
-- denominator are whole numbers of one unit, and the quotient is rounded once.

-- A number in whole units of 10^-10. Its whole part and its fraction are taken apart, since the product of both would
-- not fit a DECIMAL.
CREATE OR REPLACE TEMP MACRO whole_units(x) AS
    (trunc(x)::HUGEINT * 10000000000 + ((x - trunc(x)) * 10000000000)::HUGEINT);

-- A number in whole thousandths, in 64 bits; NULL where it has more than three decimals, or is 10^8 or more. Nearly all
-- numbers are counts, and DuckDB divides 128 bits one bit after the other, which takes fifty times as long.
CREATE OR REPLACE TEMP MACRO thousandths(x) AS
    CASE WHEN TRY_CAST(TRY_CAST(x AS DECIMAL(18, 10)) AS DECIMAL(11, 3)) = x
        THEN (TRY_CAST(TRY_CAST(x AS DECIMAL(18, 10)) AS DECIMAL(11, 3)) * 1000)::BIGINT
    END;

-- n ÷ d of two whole numbers that are not negative, rounded to a whole one by a mode of rounding. A d of zero gives
-- NULL. Both are of one type, which has room for 2n + d and 4d. Half up is (2n + d) ÷ 2d without what remains; half to
-- even takes one off again where that comes out even, without a remainder, and is odd.
CREATE OR REPLACE TEMP MACRO rounded_quotient(n, d, mode) AS
    CASE WHEN d = 0 THEN NULL ELSE
        (2 * n + CASE mode WHEN 'truncate' THEN 0 ELSE d END) // (2 * d)
        - CASE WHEN mode = 'half_even' AND (2 * n + d) % (4 * d) = 2 * d THEN 1 ELSE 0 END
    END;

-- The same by 'half_up', as long as n + d fits 128 bits; what is below zero is cut. It names n once where
-- rounded_quotient names it twice: DuckDB writes an argument out wherever a macro names it, and to plan all of that
-- took longer than all else in the models that share numbers out.
CREATE OR REPLACE TEMP MACRO half_up_quotient(n, d, below_zero) AS
    ((n + CASE WHEN below_zero THEN 0 ELSE d // 2 END) // d);

-- The percentage of a target that was attained, in units of its last digit: 28.8 is 288 where units is 10.
-- A target of zero, like a missing one, gives NULL. What cannot be computed in thousandths is computed in units of
-- 10^-10. The arguments should be columns, since they are written out many times.
CREATE OR REPLACE TEMP MACRO percent_units(actual, target, mode, units) AS
    CASE WHEN (actual < 0) <> (target < 0) THEN -1 ELSE 1 END
    * CASE WHEN target = 0 THEN NULL ELSE coalesce(
        rounded_quotient(abs(thousandths(actual)) * 100 * units, abs(thousandths(target)), mode)::HUGEINT,
        rounded_quotient(
            abs(whole_units(actual::DECIMAL(30, 10))) * 100 * units, abs(whole_units(target::DECIMAL(30, 10))), mode)
    ) END;

-- A share, in per cent, of a stock that is not negative, rounded half up to the digits that the target's indicator is
-- published with. per cent × stock in whole units would not fit 128 bits, so the stock is taken in two parts and the
-- product with its fraction is cut to units first: what is cut off is less than one unit, and no half can depend on it.
-- Of a stock below zero, the share is cut.
CREATE OR REPLACE TEMP MACRO share_of_stock(percent, stock, decimals) AS (
    half_up_quotient(
        whole_units(percent) * trunc(stock)::HUGEINT
            + (whole_units(percent) * whole_units(stock - trunc(stock))) // 10000000000,
        [
            1000000000000, 100000000000, 10000000000, 1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100
        ][decimals + 1]::HUGEINT,
        (percent < 0) <> (stock < 0)
    )::DECIMAL(38, 0)
    * [
        1.0000000000, 0.1000000000, 0.0100000000, 0.0010000000, 0.0001000000, 0.0000100000, 0.0000010000, 0.0000001000,
        0.0000000100, 0.0000000010, 0.0000000001
    ][decimals + 1]
)::DECIMAL(29, 10);

-- How many digits after the decimal point a number needs: 70.5000 needs one.
CREATE OR REPLACE TEMP MACRO digits_of(x) AS length(rtrim(split_part(x::VARCHAR, '.', 2), '0'));

-- A number as a text without the zeros at its end: 23.0000000000 is 23. Most numbers are whole and below 10^8: to write
-- one of 128 bits takes several times as long.
CREATE OR REPLACE TEMP MACRO plain_decimal(x) AS
    CASE
        WHEN TRY_CAST(TRY_CAST(x AS DECIMAL(18, 10)) AS DECIMAL(8, 0)) = x
            THEN TRY_CAST(TRY_CAST(x AS DECIMAL(18, 10)) AS DECIMAL(8, 0))::VARCHAR
        WHEN contains(x::VARCHAR, '.') THEN rtrim(rtrim(x::VARCHAR, '0'), '.')
        ELSE x::VARCHAR
    END;

-- A number at the precision that its indicator declares, half away from zero: numbers that agree in what is shown
-- agree. Each rounded number is cast by itself: the type that DuckDB finds for all of them has nine decimals. A
-- number that is rounded up to 10^20 has no place in a table and is NULL.
CREATE OR REPLACE TEMP MACRO shown(x, decimals) AS
    CASE decimals
        WHEN 0 THEN TRY_CAST(round(x, 0) AS DECIMAL(30, 10)) WHEN 1 THEN TRY_CAST(round(x, 1) AS DECIMAL(30, 10))
        WHEN 2 THEN TRY_CAST(round(x, 2) AS DECIMAL(30, 10)) WHEN 3 THEN TRY_CAST(round(x, 3) AS DECIMAL(30, 10))
        WHEN 4 THEN TRY_CAST(round(x, 4) AS DECIMAL(30, 10)) WHEN 5 THEN TRY_CAST(round(x, 5) AS DECIMAL(30, 10))
        WHEN 6 THEN TRY_CAST(round(x, 6) AS DECIMAL(30, 10)) WHEN 7 THEN TRY_CAST(round(x, 7) AS DECIMAL(30, 10))
        WHEN 8 THEN TRY_CAST(round(x, 8) AS DECIMAL(30, 10)) WHEN 9 THEN TRY_CAST(round(x, 9) AS DECIMAL(30, 10))
        ELSE TRY_CAST(x AS DECIMAL(30, 10))
    END;

-- A number as people write it in a language: 428.067,95 in Vietnamese, 428,067.95 in English.
CREATE OR REPLACE TEMP MACRO number_text(language, x) AS concat(
    CASE WHEN x < 0 THEN '-' END,
    reverse(rtrim(
        regexp_replace(
            reverse(split_part(plain_decimal(abs(x)), '.', 1)), '([0-9]{3})',
            concat('\1', CASE language WHEN 'vi' THEN '.' ELSE ',' END), 'g'),
        '.,')),
    CASE WHEN contains(plain_decimal(abs(x)), '.') THEN
        concat(CASE language WHEN 'vi' THEN ',' ELSE '.' END, split_part(plain_decimal(abs(x)), '.', 2))
    END);

-- A part of a whole as a bound between 0 and 1, with fifteen digits, half up: what a split's weights say.
CREATE OR REPLACE TEMP MACRO weight_bound(part, whole) AS (
    half_up_quotient(whole_units(part) * 1000000000000000, whole_units(whole), false)::DECIMAL(38, 0)
    * 0.000000000000001
)::DECIMAL(16, 15);

-- What of a number lies below a bound between 0 and 1, rounded half away from zero to the digits that its indicator
-- declares. What two parts that meet in a bound have adds up to the whole, whatever is rounded. The number is taken in
-- two parts, since the product of all its units with the bound would not fit 128 bits.
CREATE OR REPLACE TEMP MACRO allotted(x, bound, decimals) AS (
    CASE WHEN x < 0 THEN -1 ELSE 1 END
    * half_up_quotient(
        trunc(abs(x))::HUGEINT * (bound * 1000000000000000)::HUGEINT
            + (whole_units(abs(x) - trunc(abs(x))) * (bound * 1000000000000000)::HUGEINT) // 10000000000,
        [
            1000000000000000, 100000000000000, 10000000000000, 1000000000000, 100000000000, 10000000000, 1000000000,
            100000000, 10000000, 1000000, 100000
        ][decimals + 1]::HUGEINT,
        false
    )::DECIMAL(38, 0)
    * [
        1.0000000000, 0.1000000000, 0.0100000000, 0.0010000000, 0.0001000000, 0.0000100000, 0.0000010000, 0.0000001000,
        0.0000000100, 0.0000000010, 0.0000000001
    ][decimals + 1]
)::DECIMAL(30, 10);
