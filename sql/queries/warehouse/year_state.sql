-- warehouse/year_state: what each year's tables are built from, with a digest for each period: only the periods from
-- the first month that differs on are built again.
-- Grain: year.
-- Inputs: staging.current_reading, staging.obligation, staging.obligation_series, core.period, staging.boundary_tree,
--         ledger.target_row, ledger.registry_version
-- Columns: year, periods (each as month:digest, in order; the digest is "none" where no readings stand behind the
--          tables), forms (what they ask of whom, and the tree of the
--          day: the same for all years), chained (targets are shares of the year
--          before's stock, so that its state counts too)
WITH digest AS (
    SELECT
        p.year, p.month,
        coalesce(left(md5(string_agg(r.reading_id || ':' || r.rank, ',' ORDER BY r.reading_id)), 16),
            'none') AS readings
    FROM core.period AS p
    LEFT JOIN staging.current_reading AS r ON r.year = p.year AND r.month = p.month
    GROUP BY p.year, p.month
),
asked AS (
    SELECT bit_xor(hash(hash(o))) AS state FROM (SELECT * EXCLUDE (set_id, recorded_at) FROM staging.obligation) AS o
),
brought AS (SELECT bit_xor(hash(hash(s))) AS state FROM staging.obligation_series AS s)
SELECT
    year, string_agg(month || ':' || readings, ' ' ORDER BY month) AS periods,
    concat((SELECT state FROM asked), ':', (SELECT state FROM brought), ':',
        (SELECT bit_xor(hash(hash(t))) FROM staging.boundary_tree AS t)) AS forms,
    EXISTS (
        FROM ledger.target_row
        WHERE kind = 'share' AND registry_id = (SELECT max(registry_id) FROM ledger.registry_version)
    ) AS chained
FROM digest
GROUP BY year
ORDER BY year
