-- lake/attainment_yearly: the published year of the units that stand at the top of the province.
-- Grain: unit × indicator × breakdown.
-- Inputs: lake_published.main.attainment_yearly, lake_published.main.unit, lake_published.main.year
-- Columns: as published, but names, parent and inherited_ytd; closed (these are the rows with which it was closed)
SELECT
    concat(getvariable('lake_prefix'), a.unit_id) AS unit_id, a.period, a.indicator, a.breakdown, a.actual, a.target,
    a.target_original, a.attainment_pct::DECIMAL(38, 4) AS attainment_pct, a.remaining, a.expected_units,
    a.reported_units, a.contributing_units, a.status, a.reported_quarters, a.expected_quarters, a.decimals,
    a.period IN (SELECT period FROM lake_published.main.year WHERE kind = 'final') AS closed
FROM lake_published.main.attainment_yearly AS a
SEMI JOIN (SELECT DISTINCT unit_id FROM lake_published.main.unit WHERE depth = 0) AS u ON u.unit_id = a.unit_id
WHERE a.year = getvariable('lake_year')
ORDER BY a.unit_id, a.indicator, a.breakdown
