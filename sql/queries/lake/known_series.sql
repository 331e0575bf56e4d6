-- lake/known_series: every indicator and breakdown that the ledger ever named. Their codes mean the same in all lakes.
-- Grain: indicator × breakdown.
-- Inputs: ledger.series_key
-- Columns: indicator, breakdown
SELECT indicator, breakdown FROM ledger.series_key ORDER BY indicator, breakdown
