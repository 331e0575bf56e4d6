-- vintage/top: the attainment of the topmost units, each indicator's whole in its last two quarters: what a run prints
-- at its end.
-- Grain: unit × quarter × indicator.
-- Inputs: attainment_quarterly, series
-- Columns: unit, period, label, actual, actual_ytd, target, attainment_pct (texts, empty when unknown), status,
--          expected, reported
WITH last AS (SELECT DISTINCT year, quarter FROM attainment_quarterly ORDER BY year DESC, quarter DESC LIMIT 2)
SELECT
    a.unit_name, a.period, s.label_vi,
    coalesce(a.actual::VARCHAR, ''), coalesce(a.actual_ytd::VARCHAR, ''), coalesce(a.target::VARCHAR, ''),
    coalesce(a.attainment_pct::VARCHAR, ''),
    a.status, a.expected_units, a.reported_units
FROM attainment_quarterly AS a
JOIN last USING (year, quarter)
JOIN series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
WHERE a.parent_unit_id IS NULL AND a.breakdown = 'total'
ORDER BY a.unit_id, s.ordinal, a.year, a.quarter
LIMIT 20
