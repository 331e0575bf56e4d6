-- warehouse/year_state: what each year's tables are built from, a digest for each quarter: only the quarters from the first one that differs on
-- are built again.
-- Grain: year.
-- Inputs: staging.current_reading, staging.obligation, staging.obligation_series, core.quarter, ledger.target_row, ledger.registry_version
-- Columns: year, first, second, third, fourth (a quarter's digest; "none": no readings, "-": no tables either),
--          forms (what they ask of whom, the same for all years), chained (targets are shares of the year before's stock, so that its state counts too)
WITH digest AS (
    SELECT q.year, q.quarter, coalesce(md5(string_agg(r.reading_id || ':' || r.rank, ',' ORDER BY r.reading_id))[1:16], 'none') AS readings
    FROM core.quarter AS q
    LEFT JOIN staging.current_reading AS r ON r.year = q.year AND r.quarter = q.quarter
    GROUP BY q.year, q.quarter
),
asked AS (SELECT bit_xor(hash(o)) AS state FROM (SELECT * EXCLUDE (set_id, recorded_at) FROM staging.obligation) AS o),
brought AS (SELECT bit_xor(hash(s)) AS state FROM staging.obligation_series AS s)
SELECT
    year,
    coalesce(any_value(readings) FILTER (quarter = 1), '-') AS first, coalesce(any_value(readings) FILTER (quarter = 2), '-') AS second,
    coalesce(any_value(readings) FILTER (quarter = 3), '-') AS third, coalesce(any_value(readings) FILTER (quarter = 4), '-') AS fourth,
    concat((SELECT state FROM asked), ':', (SELECT state FROM brought)) AS forms,
    EXISTS (FROM ledger.target_row WHERE kind = 'share' AND registry_id = (SELECT max(registry_id) FROM ledger.registry_version)) AS chained
FROM digest
GROUP BY year
ORDER BY year
