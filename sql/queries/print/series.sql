-- print/series: the columns of one year's printed tables.
-- Grain: indicator × breakdown.
-- Inputs: series, attainment_quarterly, attainment_yearly
-- Parameters: year
-- Columns: indicator, breakdown, label_vi, label_en, unit_label_vi, unit_label_en, is_stock, decimals, has_target,
--          through (the last quarter that a unit reported the indicator for; 0 where it is reported by year only)
WITH reported AS (
    SELECT indicator, max(quarter) AS quarter FROM attainment_quarterly
    WHERE year = $1 AND reported_units > 0 GROUP BY indicator
)
SELECT
    s.indicator, s.breakdown, s.label_vi, s.label_en, s.unit_label_vi, s.unit_label_en, s.is_stock, s.decimals,
    bool_or(a.target IS NOT NULL) AS has_target, coalesce(max(r.quarter), 0) AS through
FROM series AS s
JOIN attainment_yearly AS a ON a.indicator = s.indicator AND a.breakdown = s.breakdown AND a.year = $1
LEFT JOIN reported AS r ON r.indicator = s.indicator
GROUP BY s.indicator, s.breakdown, s.label_vi, s.label_en, s.unit_label_vi, s.unit_label_en, s.is_stock, s.decimals
ORDER BY min(s.ordinal)
