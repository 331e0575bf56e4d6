-- core.unlike: numbers that are more than ten times what the unit stated last, or less than a tenth of it, and at least
-- 20 away.
-- Grain: year × month in which a period ends × unit × series × measure × kind of period.
-- Inputs: staging.current_reading, ledger.observation
-- Rebuild: by year
-- Columns: year, month, unit_key, series_key, measure (flow, stock, target), kind (of the period), value, last_value,
--          last_period (its label; of this year or the one before), submission_id, sheet, cell
-- A flow of nothing is like every other one: much is done once a year. Where two forms bring one number, the one that
-- counts is looked at.
WITH known AS (
    SELECT
        o.unit_key, o.series_key, o.measure::STRING AS measure, r.kind::STRING AS kind, r.year, r.month,
        arg_max(o.value, r.rank) AS value, arg_max(o.reading_id, r.rank) AS reading_id, max(r.period) AS period
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o ON o.reading_id = r.reading_id
    WHERE r.year BETWEEN getvariable('year') - 1 AND getvariable('year')
      AND o.mark = 'value' AND o.measure <> 'ytd' AND (o.measure <> 'flow' OR o.value <> 0)
    GROUP BY o.unit_key, o.series_key, o.measure, r.kind, r.year, r.month
),
beside AS (
    SELECT
        unit_key, series_key, measure, kind, year, month, value, reading_id,
        lag(value) OVER (PARTITION BY unit_key, series_key, measure, kind ORDER BY year, month) AS last_value,
        lag(period) OVER (PARTITION BY unit_key, series_key, measure, kind ORDER BY year, month) AS last_period
    FROM known
),
unlike AS (
    SELECT * FROM beside
    WHERE year = getvariable('year') AND last_value > 0 AND value >= 0
      AND (value > 10 * last_value OR 10 * value < last_value) AND abs(value - last_value) >= 20
)
SELECT
    u.year, u.month, u.unit_key, u.series_key, u.measure, u.kind, u.value, u.last_value, u.last_period, r.submission_id,
    o.sheet, o.cell
FROM unlike AS u
JOIN staging.current_reading AS r ON r.reading_id = u.reading_id
JOIN ledger.observation AS o
    ON o.reading_id = u.reading_id AND o.unit_key = u.unit_key AND o.series_key = u.series_key
    AND o.measure::STRING = u.measure
