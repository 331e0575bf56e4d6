-- revision_differing_series: takes the series in which two vintages may differ.
-- Grain: unit × series.
-- Columns: unit_id, indicator, breakdown
CREATE OR REPLACE TEMP TABLE differing_series (unit_id VARCHAR, indicator VARCHAR, breakdown VARCHAR)
