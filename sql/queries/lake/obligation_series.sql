-- lake/obligation_series: the series that each form in force brings.
-- Grain: form definition × series.
-- Inputs: ledger.obligation_series, staging.obligation, ledger.series_key
-- Columns: obligation_id, indicator, breakdown, measures, label_vi, label_en, unit_label_vi, unit_label_en, decimals,
--          ordinal, history_factor, history_least
SELECT
    s.obligation_id, k.indicator, k.breakdown, s.measures, s.label_vi, s.label_en, s.unit_label_vi, s.unit_label_en,
    s.decimals, s.ordinal, s.history_factor, s.history_least
FROM ledger.obligation_series AS s
JOIN staging.obligation AS o ON o.set_id = s.set_id AND o.obligation_id = s.obligation_id
JOIN ledger.series_key AS k ON k.series_key = s.series_key
ORDER BY s.obligation_id, s.ordinal, k.indicator, k.breakdown
