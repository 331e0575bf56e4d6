-- ledger.target_row of a nation: the targets of all registries.
-- Grain: row of registry/targets.
-- Inputs: lake.target, ledger.unit_key, ledger.series_key
SELECT
    1 AS registry_id, row_number() OVER (ORDER BY t.province, t.ordinal)::INTEGER AS ordinal, k.unit_key, s.series_key,
    t.first_year, t.last_year, t.kind, t.value, o.series_key AS share_of, t.decision, t.signed_date, t.effective_date
FROM lake.target AS t
JOIN ledger.unit_key AS k ON k.unit_id = t.unit_id
JOIN ledger.series_key AS s ON s.indicator = t.indicator AND s.breakdown = t.breakdown
LEFT JOIN ledger.series_key AS o ON o.indicator = t.share_of_indicator AND o.breakdown = t.share_of_breakdown
