-- Amounts of 10,000,000,000 and more: in DECIMAL(18, 4) the product would not fit.
CREATE OR REPLACE MACRO ten_thousandths(x) AS (x::DECIMAL(18, 4)::DECIMAL(38, 4) * 10000)::HUGEINT;
