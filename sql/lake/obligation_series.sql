-- ledger.obligation_series of a nation: the series that each form brings.
-- Grain: form definition × series.
-- Inputs: lake.obligation_series, ledger.obligation_key, ledger.series_key
SELECT
    1 AS set_id, k.obligation_key AS obligation_id, s.series_key, o.measures, o.label_vi, o.label_en, o.unit_label_vi,
    o.unit_label_en, o.decimals, o.ordinal, o.history_factor, o.history_least
FROM lake.obligation_series AS o
JOIN ledger.obligation_key AS k ON k.province = o.province AND k.obligation_id = o.obligation_id
JOIN ledger.series_key AS s ON s.indicator = o.indicator AND s.breakdown = o.breakdown
