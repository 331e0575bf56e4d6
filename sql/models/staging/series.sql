-- staging.series: each indicator × breakdown with its labels, from the first form that brings it.
-- Grain: series.
-- Inputs: staging.obligation_series, ledger.series_key
-- Rebuild: whole
-- Columns: series_key, indicator, breakdown, is_stock, labels, decimals, ordinal (place in printed tables)
SELECT
    s.series_key, k.indicator, k.breakdown, bool_or(s.is_stock) AS is_stock,
    arg_min(s.label_vi, s.obligation_id) AS label_vi, arg_min(s.label_en, s.obligation_id) AS label_en,
    arg_min(s.unit_label_vi, s.obligation_id) AS unit_label_vi, arg_min(s.unit_label_en, s.obligation_id) AS unit_label_en,
    max(s.decimals) AS decimals,
    row_number() OVER (ORDER BY min(s.obligation_id), arg_min(s.ordinal, s.obligation_id), k.indicator, k.breakdown) AS ordinal
FROM staging.obligation_series AS s
JOIN ledger.series_key AS k USING (series_key)
GROUP BY s.series_key, k.indicator, k.breakdown
