-- trace/explain/term_year: the published years that a term's number is made of.
-- Grain: year.
-- Inputs: attainment_term, attainment_yearly_current
-- Parameters: unit_id, period, indicator, breakdown
-- Columns: period, actual (text, empty when unknown), status
SELECT y.period, coalesce(y.actual::VARCHAR, ''), y.status
FROM attainment_term AS a
JOIN attainment_yearly_current AS y
    ON y.unit_id = a.unit_id AND y.indicator = a.indicator AND y.breakdown = a.breakdown
        AND y.year BETWEEN a.first_year AND a.last_year
WHERE a.unit_id = $1 AND a.period = $2 AND a.indicator = $3 AND a.breakdown = $4
ORDER BY y.year
