-- lake/target: the targets of the registry in force, amendments too.
-- Grain: row of registry/targets.
-- Inputs: ledger.target_row, ledger.registry_version, ledger.unit_key, ledger.series_key
-- Columns: ordinal, unit_id, indicator, breakdown, first_year, last_year, kind, value, share_of_indicator,
--          share_of_breakdown, decision, signed_date, effective_date
SELECT
    t.ordinal, concat(getvariable('lake_prefix'), k.unit_id) AS unit_id, s.indicator, s.breakdown, t.first_year,
    t.last_year, t.kind, t.value::DECIMAL(29, 10) AS value, o.indicator AS share_of_indicator,
    o.breakdown AS share_of_breakdown, t.decision, t.signed_date, t.effective_date
FROM ledger.target_row AS t
JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
JOIN ledger.series_key AS s ON s.series_key = t.series_key
LEFT JOIN ledger.series_key AS o ON o.series_key = t.share_of
WHERE t.registry_id = (SELECT max(registry_id) FROM ledger.registry_version)
ORDER BY t.ordinal
