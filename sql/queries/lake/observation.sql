-- lake/observation: the numbers of a year that count, and those that are held. What a cell says that has no number in
-- it stays in the province: its mark tells enough.
-- Grain: submission × cell × series × measure.
-- Inputs: staging.standing, ledger.observation, ledger.unit_key, ledger.series_key
-- Columns: submission_id, unit_id, indicator, breakdown, measure, mark, value, sheet, cell, raw
SELECT
    concat(getvariable('lake_prefix'), t.submission_id) AS submission_id,
    concat(getvariable('lake_prefix'), k.unit_id) AS unit_id, s.indicator, s.breakdown, o.measure::VARCHAR AS measure,
    o.mark::VARCHAR AS mark, o.value::DECIMAL(29, 10) AS value, o.sheet, o.cell,
    CASE WHEN o.mark = 'value' THEN o.raw ELSE '' END AS raw
FROM staging.standing AS t
JOIN ledger.observation AS o ON o.reading_id = t.reading_id
JOIN ledger.unit_key AS k ON k.unit_key = o.unit_key
JOIN ledger.series_key AS s ON s.series_key = o.series_key
WHERE coalesce(t.year, 0) = getvariable('lake_year') AND t.standing IN ('current', 'held')
ORDER BY k.unit_id, s.indicator, s.breakdown, t.submission_id, o.measure, o.sheet, o.cell, o.mark
