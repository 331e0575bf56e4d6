-- core.assigned_target: every target that was ever assigned for the year itself, the amendments too. A term's targets are not a
-- year's: they are in attainment_term.
-- Grain: unit × series × assignment.
-- Inputs: staging.target, staging.lifetime, staging.series, staging.current_reading, ledger.observation,
--         core.closing_stock
-- Rebuild: by year
-- Touched: ledger.observation, staging.target
-- Columns: year, unit_key, series_key, source (registry, workbook), kind (absolute, floor, share, withdrawn), value (NULL when
--          withdrawn; of a share: the share of the stock at the end of the year before, half up to the digits of the target's
--          indicator, NULL when that stock is not known), decision, signed_date, effective_date, ordinal, turn (1: assigned first),
--          effective_to (of a workbook's: the day before its next one takes effect; NULL: the last one, or one of the
--          registry, where staging.target says it), used (a unit's targets in the registry go before those that its workbooks state)
WITH stated AS (
    -- a unit that was founded within the period has no target before
    SELECT o.unit_key, o.series_key, o.value, r.rank,
        greatest(CASE r.kind WHEN 'quarter' THEN make_date(r.year, r.month - 2, 1) ELSE make_date(r.year, 1, 1) END,
            CASE WHEN l.founded <= month_end(r.year, r.month) THEN l.founded END) AS effective_date
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o USING (reading_id)
    LEFT JOIN staging.lifetime AS l ON l.unit_key = o.unit_key
    WHERE r.year = getvariable('year') AND o.measure = 'target' AND o.mark = 'value'
),
-- a workbook that states the same again assigns nothing
workbook AS (
    SELECT * FROM stated
    QUALIFY coalesce(value <> lag(value) OVER (PARTITION BY unit_key, series_key ORDER BY effective_date, rank), true)
),
registry AS (SELECT * FROM staging.target WHERE first_year = getvariable('year') AND last_year = getvariable('year'))
SELECT
    getvariable('year') AS year, t.unit_key, t.series_key, 'registry' AS source, t.kind,
    CASE t.kind WHEN 'share' THEN share_of_stock(t.amount, c.stock, coalesce(s.decimals, 0))
        ELSE t.amount END::DECIMAL(29, 10) AS value,
    t.decision, t.signed_date, t.effective_date, t.ordinal::BIGINT AS ordinal, t.turn, NULL::DATE AS effective_to,
    true AS used
FROM registry AS t
LEFT JOIN staging.series AS s ON s.series_key = t.series_key
LEFT JOIN core.closing_stock AS c ON c.year = getvariable('year') - 1 AND c.unit_key = t.unit_key
    AND c.series_key = t.share_of
UNION ALL
SELECT
    getvariable('year'), w.unit_key, w.series_key, 'workbook', 'absolute', w.value, '', NULL, w.effective_date, w.rank,
    row_number() OVER by_effect, lead(w.effective_date) OVER by_effect - 1,
    NOT EXISTS (SELECT 1 FROM registry AS r WHERE r.unit_key = w.unit_key AND r.series_key = w.series_key)
FROM workbook AS w
WINDOW by_effect AS (PARTITION BY w.unit_key, w.series_key ORDER BY w.effective_date, w.rank)
