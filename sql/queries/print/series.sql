-- print/series: the columns of one year's printed tables.
-- Grain: indicator × breakdown.
-- Inputs: series, attainment_yearly
-- Parameters: year
-- Columns: indicator, breakdown, label_vi, label_en, unit_label_vi, unit_label_en, is_stock, decimals, has_target
SELECT
    s.indicator, s.breakdown, s.label_vi, s.label_en, s.unit_label_vi, s.unit_label_en, s.is_stock, s.decimals,
    bool_or(a.target IS NOT NULL) AS has_target
FROM series AS s
JOIN attainment_yearly AS a ON a.indicator = s.indicator AND a.breakdown = s.breakdown AND a.year = $1
GROUP BY ALL
ORDER BY min(s.ordinal)
