-- warehouse/series_key: the number that stands for each series in the large tables.
-- Grain: series.
-- Inputs: ledger.series_key
-- Columns: indicator, breakdown, series_key
SELECT indicator, breakdown, series_key FROM ledger.series_key
