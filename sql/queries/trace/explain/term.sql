-- trace/explain/term: one published row of a term, with what it is called.
-- Grain: one row at most.
-- Inputs: attainment_term, series
-- Parameters: unit_id, period, indicator, breakdown
-- Columns: unit_name, label_vi, label_en, is_stock, actual, target, target_original, attainment_pct (texts, empty when
--          unknown), reported_years, expected_years, status
SELECT
    a.unit_name, s.label_vi, s.label_en, s.is_stock, coalesce(a.actual::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.target_original::VARCHAR, ''), coalesce(a.attainment_pct::VARCHAR, ''), a.reported_years,
        a.expected_years, a.status
FROM attainment_term AS a
JOIN series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
WHERE a.unit_id = $1 AND a.period = $2 AND a.indicator = $3 AND a.breakdown = $4
