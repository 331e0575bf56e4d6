-- ledger.observation of a nation.
-- Grain: number, or the mark in its place.
-- Inputs: lake.observation, ledger.reading_key, ledger.unit_key, ledger.series_key
SELECT k.reading_id, u.unit_key, s.series_key, o.measure, o.mark, o.value, o.sheet, o.cell, o.raw
FROM lake.observation AS o
JOIN ledger.reading_key AS k ON k.submission_id = o.submission_id
JOIN ledger.unit_key AS u ON u.unit_id = o.unit_id
JOIN ledger.series_key AS s ON s.indicator = o.indicator AND s.breakdown = o.breakdown
