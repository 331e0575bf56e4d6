-- warehouse/history_targets: the targets of one state of the registry, as the office writes them.
-- Grain: row of registry/targets.
-- Inputs: ledger.target_row, ledger.unit_key, ledger.series_key
-- Parameters: registry_id
-- Columns: those of registry/targets, all as texts
SELECT
    k.unit_id, s.indicator, s.breakdown,
    CASE WHEN t.first_year = t.last_year THEN t.first_year::VARCHAR
        ELSE t.first_year || '-' || t.last_year END AS horizon,
    t.kind, CASE WHEN t.kind = 'withdrawn' THEN '' ELSE t.value::VARCHAR END AS value,
    coalesce(o.indicator, '') AS share_of, t.decision,
    coalesce(t.signed_date::VARCHAR, '') AS signed_date, coalesce(t.effective_date::VARCHAR, '') AS effective_date
FROM ledger.target_row AS t
JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
JOIN ledger.series_key AS s ON s.series_key = t.series_key
LEFT JOIN ledger.series_key AS o ON o.series_key = t.share_of
WHERE t.registry_id = $1
ORDER BY t.ordinal
