-- unit_has_place: every unit in the tables has a place in the printed order, so that no row is lost when it is
-- published.
-- Inputs: core.attainment, staging.unit_order
-- Scope: by year
-- Touched: core.attainment
-- Returns: the units without one
SELECT DISTINCT a.unit_key FROM core.attainment AS a ANTI JOIN staging.unit_order AS o ON o.unit_key = a.unit_key
    WHERE a.year = getvariable('year') AND a.month >= getvariable('first_month')
