-- core.assigned_target: every target that was ever assigned for the year, the amendments too.
-- Grain: unit × series × assignment.
-- Inputs: ledger.target_row, ledger.registry_version, staging.current_reading, ledger.observation, core.closing_stock
-- Rebuild: by year
-- Columns: year, unit_key, series_key, source (registry, workbook), kind (absolute, floor, share), value (of a share: the share of the
--          stock at the end of the year before, rounded half up to a whole number), decision, signed_date, effective_date, ordinal
WITH registry AS (
    SELECT * FROM ledger.target_row
    WHERE registry_id = (SELECT max(registry_id) FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of'))
      AND first_year = getvariable('year') AND last_year = getvariable('year')
),
opening_stock AS (
    SELECT unit_key, series_key, stock FROM core.closing_stock WHERE year = getvariable('year') - 1
),
workbook AS (
    SELECT o.unit_key, o.series_key, o.value, r.rank,
        CASE r.kind WHEN 'quarter' THEN make_date(r.year, 3 * r.quarter - 2, 1) ELSE make_date(r.year, 1, 1) END AS effective_date
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    WHERE r.year = getvariable('year') AND o.measure = 'target' AND o.mark = 'value'
)
SELECT
    getvariable('year') AS year, t.unit_key, t.series_key, 'registry' AS source, t.kind,
    CASE t.kind
        WHEN 'share' THEN rounded_quotient(ten_thousandths(t.value) * ten_thousandths(s.stock), 10000000000::HUGEINT, 'half_up')::DECIMAL(18, 4)
        ELSE t.value
    END AS value,
    t.decision, t.signed_date, coalesce(t.effective_date, make_date(t.first_year, 1, 1)) AS effective_date, t.ordinal::BIGINT AS ordinal
FROM registry AS t
LEFT JOIN opening_stock AS s ON s.unit_key = t.unit_key AND s.series_key = t.share_of
UNION ALL
SELECT getvariable('year'), unit_key, series_key, 'workbook', 'absolute', value, '', NULL, effective_date, rank FROM workbook
