-- ledger.series_key of a nation: a number for each indicator and breakdown. Their codes mean the same everywhere.
-- Grain: indicator × breakdown.
-- Inputs: lake.known_series
SELECT row_number() OVER (ORDER BY indicator, breakdown)::INTEGER AS series_key, indicator, breakdown
FROM (SELECT DISTINCT indicator, breakdown FROM lake.known_series) AS k
