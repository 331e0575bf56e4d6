-- The one place where a percentage or a share is computed, as in functions/duckdb: whole units of 10^-10 in
-- DECIMAL(38, 0), and the quotient rounded once. Traps of Spark that these functions keep away from: `div` wraps in
-- silence beyond 64 bits; a fraction cast to a whole number is rounded; the result of `/` is rounded, and has room for
-- twenty digits before the point (spark.sql.decimalOperations.allowPrecisionLoss is off, so that sums keep their tenth
-- digit); and `%` of two DECIMALs takes forty times as long as `/`. What is handed to a function is computed once, so
-- that a value that is needed in several places is handed on to a function of its own.

-- The whole part of a number, towards zero.
CREATE OR REPLACE TEMPORARY FUNCTION whole_part(x DECIMAL(38, 10)) RETURNS DECIMAL(38, 0) RETURN
    CAST(CASE WHEN x < 0 THEN ceil(x) ELSE floor(x) END AS DECIMAL(38, 0));

-- A number in whole units of 10^-10, of the number and its whole part. The two parts are taken apart, since the product
-- of the number would not fit a DECIMAL.
CREATE OR REPLACE TEMPORARY FUNCTION units_of_parts(whole DECIMAL(38, 0), x DECIMAL(38, 10))
RETURNS DECIMAL(38, 0) RETURN
    CAST(whole * 10000000000 AS DECIMAL(38, 0)) + CAST((x - whole) * 10000000000 AS DECIMAL(38, 0));

-- A number in whole units of 10^-10.
CREATE OR REPLACE TEMPORARY FUNCTION whole_units(x DECIMAL(38, 10)) RETURNS DECIMAL(38, 0) RETURN
    units_of_parts(whole_part(x), x);

-- The whole part of n ÷ d, of two whole numbers that are not negative, where q is it or one more.
CREATE OR REPLACE TEMPORARY FUNCTION not_beyond(q DECIMAL(38, 0), n DECIMAL(38, 0), d DECIMAL(38, 0))
RETURNS DECIMAL(38, 0) RETURN
    q - CASE WHEN q * d > n THEN 1 ELSE 0 END;

-- n ÷ d without what remains, of two whole numbers that are not negative and whose quotient has at most twenty
-- digits. The eighteen digits behind the point are rounded, which can reach the next whole number.
CREATE OR REPLACE TEMPORARY FUNCTION short_quotient(n DECIMAL(38, 0), d DECIMAL(38, 0))
RETURNS DECIMAL(38, 0) RETURN
    not_beyond(CAST(floor(n / d) AS DECIMAL(38, 0)), n, d);

-- n ÷ d without what remains, in two steps of nineteen digits each, as one does on paper: high has the first digits of
-- n, and first is high ÷ d.
CREATE OR REPLACE TEMPORARY FUNCTION second_step(
    first DECIMAL(38, 0), high DECIMAL(38, 0), n DECIMAL(38, 0), d DECIMAL(38, 0)
) RETURNS DECIMAL(38, 0) RETURN
    first * 10000000000000000000
        + short_quotient((high - first * d) * 10000000000000000000 + (n - high * 10000000000000000000), d);

CREATE OR REPLACE TEMPORARY FUNCTION first_step(high DECIMAL(38, 0), n DECIMAL(38, 0), d DECIMAL(38, 0))
RETURNS DECIMAL(38, 0) RETURN
    second_step(short_quotient(high, d), high, n, d);

-- n ÷ d without what remains, of two whole numbers that are not negative.
CREATE OR REPLACE TEMPORARY FUNCTION whole_quotient(n DECIMAL(38, 0), d DECIMAL(38, 0))
RETURNS DECIMAL(38, 0) RETURN
    first_step(CAST(floor(n * 0.0000000000000000001) AS DECIMAL(38, 0)), n, d);

-- A quotient of whole numbers and what remains of d, rounded to a whole one by a mode of rounding.
CREATE OR REPLACE TEMPORARY FUNCTION rounded_by(
    q DECIMAL(38, 0), remains DECIMAL(38, 0), d DECIMAL(38, 0), mode STRING
) RETURNS DECIMAL(38, 0) RETURN
    q + CASE
        WHEN mode = 'truncate' OR remains < d - remains THEN 0
        WHEN remains > d - remains OR mode <> 'half_even' THEN 1
        ELSE q % 2
    END;

CREATE OR REPLACE TEMPORARY FUNCTION rounded_whole(
    q DECIMAL(38, 0), n DECIMAL(38, 0), d DECIMAL(38, 0), mode STRING
) RETURNS DECIMAL(38, 0) RETURN
    rounded_by(q, n - q * d, d, mode);

-- n ÷ d of two whole numbers that are not negative, rounded to a whole one by a mode of rounding. A d of zero gives
-- NULL. Spark computes what is handed to a function before it looks at a CASE around the call, so that a zero must not
-- come so far.
CREATE OR REPLACE TEMPORARY FUNCTION rounded_quotient(n DECIMAL(38, 0), d DECIMAL(38, 0), mode STRING)
RETURNS DECIMAL(38, 0) RETURN
    rounded_whole(whole_quotient(n, nullif(d, 0)), n, nullif(d, 0), mode);

-- The percentage of a target that was attained, in units of its last digit: 28.8 is 288 where units is 10.
-- A target of zero, like a missing one, gives NULL.
CREATE OR REPLACE TEMPORARY FUNCTION percent_units(
    actual DECIMAL(30, 10), target DECIMAL(30, 10), mode STRING, units INT
) RETURNS DECIMAL(38, 0) RETURN
    CASE WHEN (actual < 0) <> (target < 0) THEN -1 ELSE 1 END
    * rounded_quotient(abs(whole_units(actual)) * 100 * units, abs(whole_units(target)), mode);

-- The unit of the last digit of a share: one at decimals 0, 10^-10 at 10.
CREATE OR REPLACE TEMPORARY FUNCTION last_digit(decimals INT) RETURNS DECIMAL(11, 10) RETURN
    array(
        1.0000000000, 0.1000000000, 0.0100000000, 0.0010000000, 0.0001000000, 0.0000100000, 0.0000010000, 0.0000001000,
        0.0000000100, 0.0000000010, 0.0000000001
    )[decimals];

-- A share, in per cent, of a stock that is not negative, rounded half up to the digits that the target's indicator is
-- published with. per cent × stock in whole units would not fit a DECIMAL, so the stock is taken in two parts and the
-- product with its fraction is cut to units first: what is cut off is less than one unit, and no half can depend on it.
CREATE OR REPLACE TEMPORARY FUNCTION share_of_stock(percent DECIMAL(29, 10), stock DECIMAL(30, 10), decimals INT)
RETURNS DECIMAL(29, 10) RETURN
    CAST(rounded_quotient(
        whole_units(percent) * whole_part(stock)
            + whole_quotient(whole_units(percent) * whole_units(stock - whole_part(stock)), 10000000000),
        array(
            1000000000000, 100000000000, 10000000000, 1000000000, 100000000, 10000000, 1000000, 100000, 10000, 1000, 100
        )[decimals],
        'half_up'
    ) * last_digit(decimals) AS DECIMAL(29, 10));

-- A number as a text without the zeros at its end: 23.0000000000 is 23.
CREATE OR REPLACE TEMPORARY FUNCTION plain_decimal(x DECIMAL(38, 10)) RETURNS STRING RETURN
    trim(TRAILING '.' FROM trim(TRAILING '0' FROM CAST(x AS STRING)));

-- A number at the precision that its indicator declares, half away from zero. A number that is rounded up to 10^20 has
-- no place in a table and is NULL.
CREATE OR REPLACE TEMPORARY FUNCTION shown(x DECIMAL(38, 10), decimals INT) RETURNS DECIMAL(30, 10) RETURN
    CASE decimals
        WHEN 0 THEN TRY_CAST(round(x, 0) AS DECIMAL(30, 10)) WHEN 1 THEN TRY_CAST(round(x, 1) AS DECIMAL(30, 10))
        WHEN 2 THEN TRY_CAST(round(x, 2) AS DECIMAL(30, 10)) WHEN 3 THEN TRY_CAST(round(x, 3) AS DECIMAL(30, 10))
        WHEN 4 THEN TRY_CAST(round(x, 4) AS DECIMAL(30, 10)) WHEN 5 THEN TRY_CAST(round(x, 5) AS DECIMAL(30, 10))
        WHEN 6 THEN TRY_CAST(round(x, 6) AS DECIMAL(30, 10)) WHEN 7 THEN TRY_CAST(round(x, 7) AS DECIMAL(30, 10))
        WHEN 8 THEN TRY_CAST(round(x, 8) AS DECIMAL(30, 10)) WHEN 9 THEN TRY_CAST(round(x, 9) AS DECIMAL(30, 10))
        ELSE TRY_CAST(x AS DECIMAL(30, 10))
    END;

-- A number as people write it in a language: 428.067,95 in Vietnamese, 428,067.95 in English; '' for none.
CREATE OR REPLACE TEMPORARY FUNCTION number_text(language STRING, x DECIMAL(38, 10)) RETURNS STRING RETURN
    concat_ws('',
        CASE WHEN x < 0 THEN '-' END,
        reverse(trim(TRAILING '.,' FROM
            regexp_replace(
                reverse(split_part(plain_decimal(abs(x)), '.', 1)), '([0-9]{3})',
                concat('$1', CASE language WHEN 'vi' THEN '.' ELSE ',' END)))),
        CASE WHEN contains(plain_decimal(abs(x)), '.') THEN
            concat(CASE language WHEN 'vi' THEN ',' ELSE '.' END, split_part(plain_decimal(abs(x)), '.', 2))
        END);

-- A part of a whole as a bound between 0 and 1, with fifteen digits, half up: what a split's weights say.
CREATE OR REPLACE TEMPORARY FUNCTION weight_bound(part DECIMAL(29, 10), whole DECIMAL(29, 10))
RETURNS DECIMAL(16, 15) RETURN
    CAST(rounded_quotient(whole_units(part) * 1000000000000000, whole_units(whole), 'half_up')
        * 0.000000000000001 AS DECIMAL(16, 15));

-- What of a number lies below a bound between 0 and 1, rounded half away from zero to the digits that its indicator
-- declares. The number is taken in two parts, since the product of all its units with the bound would not fit.
CREATE OR REPLACE TEMPORARY FUNCTION allotted(x DECIMAL(30, 10), bound DECIMAL(16, 15), decimals INT)
RETURNS DECIMAL(30, 10) RETURN
    CAST(CASE WHEN x < 0 THEN -1 ELSE 1 END
        * rounded_quotient(
            whole_part(abs(x)) * CAST(bound * 1000000000000000 AS DECIMAL(38, 0))
                + whole_quotient(
                    whole_units(abs(x) - whole_part(abs(x))) * CAST(bound * 1000000000000000 AS DECIMAL(38, 0)),
                    10000000000),
            array(
                1000000000000000, 100000000000000, 10000000000000, 1000000000000, 100000000000, 10000000000, 1000000000,
                100000000, 10000000, 1000000, 100000
            )[decimals],
            'half_up'
        ) * last_digit(decimals) AS DECIMAL(30, 10));
