-- staging.obligation_series: the series that each form in force brings.
-- Grain: form definition × series.
-- Inputs: ledger.obligation_series, staging.obligation
-- Rebuild: whole
-- Columns: form_id, kind, obligation_id, series_key, is_stock, labels, decimals, ordinal, history_factor and
--          history_least (from when on a number is unlike the unit's own last one)
SELECT
    o.form_id, o.kind, s.obligation_id, s.series_key, array_contains(s.measures, 'stock') AS is_stock,
    array_contains(s.measures, 'flow') OR array_contains(s.measures, 'ytd') OR array_contains(s.measures, 'stock') AS has_actual,
    s.label_vi, s.label_en, s.unit_label_vi, s.unit_label_en, s.decimals, s.ordinal,
    coalesce(s.history_factor, 10)::DECIMAL(8, 2) AS history_factor,
    coalesce(s.history_least, 20)::DECIMAL(29, 10) AS history_least
FROM ledger.obligation_series AS s
JOIN staging.obligation AS o USING (set_id, obligation_id)
