-- The ends of a form's own periods; and the one place where a share of a stock is computed.

-- The last day of a quarter by a form's calendar; a cutoff of 0 is the month's own end.
CREATE MACRO quarter_end_by(y, q, cutoff) AS
    CASE cutoff WHEN 0 THEN last_day(make_date(y, 3 * q, 1)) ELSE make_date(y, 3 * q, cutoff) END;

-- A share, in per cent, of a stock that is not negative, rounded half up to the digits that the target's indicator is published with.
-- per cent × stock in whole ten-thousandths counts units of 10^-10.
CREATE MACRO share_of_stock(percent, stock, decimals) AS (
    rounded_quotient(ten_thousandths(percent) * ten_thousandths(stock) * [1, 10, 100, 1000, 10000][decimals + 1], 10000000000::HUGEINT, 'half_up')
    * [10000, 1000, 100, 10, 1][decimals + 1]
)::DECIMAL(18, 0) * 0.0001;
