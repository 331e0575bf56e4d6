-- lake/attainment_quarterly: the published quarters of a year of the units that stand at the top of the province.
-- Grain: unit × quarter × indicator × breakdown.
-- Inputs: lake_published.main.attainment_quarterly, lake_published.main.unit, lake_published.main.quarter
-- Columns: as published, but names, parent and inherited_ytd; closed (these are the rows with which it was closed)
SELECT
    concat(getvariable('lake_prefix'), a.unit_id) AS unit_id, a.period, a.quarter, a.indicator, a.breakdown, a.actual,
    a.actual_ytd, a.target, a.target_original, a.attainment_pct::DECIMAL(38, 4) AS attainment_pct, a.remaining,
    a.expected_units, a.reported_units, a.contributing_units, a.contributing_units_ytd, a.status, a.decimals,
    a.period IN (SELECT period FROM lake_published.main.quarter WHERE kind = 'final') AS closed
FROM lake_published.main.attainment_quarterly AS a
SEMI JOIN (SELECT DISTINCT unit_id FROM lake_published.main.unit WHERE depth = 0) AS u ON u.unit_id = a.unit_id
WHERE a.year = getvariable('lake_year')
ORDER BY a.quarter, a.unit_id, a.indicator, a.breakdown
