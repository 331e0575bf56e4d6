-- year_state: what each year's tables are built from, as one digest: a year is built again only when it differs.
-- Grain: year.
-- Inputs: staging.current_reading, core.quarter, ledger.target_row, ledger.registry_version
-- Columns: year, state, chained (targets are shares of the year before's stock, so that its state counts too)
SELECT q.year, coalesce(md5(string_agg(concat_ws(':', r.reading_id, r.rank), ',' ORDER BY r.reading_id)), '') AS state,
    EXISTS (FROM ledger.target_row WHERE kind = 'share' AND registry_id = (SELECT max(registry_id) FROM ledger.registry_version)) AS chained
FROM (SELECT DISTINCT year FROM core.quarter) AS q
LEFT JOIN staging.current_reading AS r ON r.year = q.year
GROUP BY q.year
ORDER BY q.year
