-- nation/new_series: gives a number to each indicator and breakdown that has none.
-- Inputs: lake.new_series (a key by the order of codes, indicator, breakdown), ledger.series_key
INSERT INTO ledger.series_key
SELECT l.last_key + row_number() OVER (ORDER BY n.series_key), n.indicator, n.breakdown
FROM lake.new_series AS n
ANTI JOIN ledger.series_key AS k ON k.indicator = n.indicator AND k.breakdown = n.breakdown
CROSS JOIN (SELECT coalesce(max(series_key), 0) AS last_key FROM ledger.series_key) AS l
