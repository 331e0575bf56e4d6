-- How many digits after the decimal point a number with four of them needs: 70.5000 needs one.
CREATE MACRO digits_of(x) AS
    CASE WHEN x IS NULL THEN NULL WHEN ten_thousandths(x) % 10000 = 0 THEN 0 WHEN ten_thousandths(x) % 1000 = 0 THEN 1 WHEN ten_thousandths(x) % 100 = 0 THEN 2
        WHEN ten_thousandths(x) % 10 = 0 THEN 3 ELSE 4 END;
