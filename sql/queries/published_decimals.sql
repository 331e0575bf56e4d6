-- published_decimals: how many digits after the decimal point published values have at most.
-- Grain: one row.
-- Inputs: staging.series
-- Columns: decimals
SELECT coalesce(max(decimals), 0) AS decimals FROM staging.series
