-- core.unlike: numbers that are many times what the unit stated last, or that many times less, and far enough away from
-- it: by what the form says under history.
-- Grain: year × month in which a period ends × unit × series × measure × kind of period.
-- Inputs: staging.current_reading, staging.obligation, staging.obligation_series, core.period, ledger.observation
-- Rebuild: by year
-- Columns: year, month, unit_key, series_key, measure (flow, stock, target), kind (of the period), value, last_value,
--          last_period (its label; of this year or the one before), factor (how many times is too many), submission_id,
--          sheet, cell
-- A flow of nothing is like every other one: much is done once a year. Where two forms bring one number, the one that
-- counts is looked at.
WITH known AS (
    SELECT
        o.unit_key, o.series_key, o.measure::STRING AS measure, r.kind::STRING AS kind, r.year, r.month,
        arg_max(o.value, r.rank) AS value, arg_max(o.reading_id, r.rank) AS reading_id,
        arg_max(r.form_id, r.rank) AS form_id, max(r.period) AS period
    FROM staging.current_reading AS r
    JOIN ledger.observation AS o ON o.reading_id = r.reading_id
    WHERE r.year BETWEEN getvariable('year') - 1 AND getvariable('year')
      AND o.mark = 'value' AND o.measure <> 'ytd' AND (o.measure <> 'flow' OR o.value <> 0)
    GROUP BY o.unit_key, o.series_key, o.measure, r.kind, r.year, r.month
),
beside AS (
    SELECT
        unit_key, series_key, measure, kind, year, month, value, reading_id, form_id,
        lag(value) OVER (PARTITION BY unit_key, series_key, measure, kind ORDER BY year, month) AS last_value,
        lag(period) OVER (PARTITION BY unit_key, series_key, measure, kind ORDER BY year, month) AS last_period
    FROM known
),
-- What the definition says that is in force when the period ends; of two of one form the stricter one.
allowed AS (
    SELECT
        o.form_id, o.kind::STRING AS kind, q.month AS end_month, s.series_key,
        min(s.history_factor) AS factor, min(s.history_least) AS least
    FROM core.period AS q
    JOIN staging.obligation AS o
        ON month_end_by(q.year, q.month, o.cutoff_day) BETWEEN o.valid_from AND o.valid_to
        AND array_contains(o.months, q.month)
    JOIN staging.obligation_series AS s ON s.obligation_id = o.obligation_id
    WHERE q.year = getvariable('year')
    GROUP BY o.form_id, o.kind, q.month, s.series_key
),
unlike AS (
    SELECT
        b.unit_key, b.series_key, b.measure, b.kind, b.year, b.month, b.value, b.reading_id, b.last_value,
        b.last_period, coalesce(a.factor, 10)::DECIMAL(8, 2) AS factor
    FROM beside AS b
    LEFT JOIN allowed AS a
        ON a.form_id = b.form_id AND a.kind = b.kind AND a.end_month = b.month AND a.series_key = b.series_key
    WHERE b.year = getvariable('year') AND b.last_value > 0 AND b.value >= 0
      AND abs(b.value - b.last_value) >= coalesce(a.least, 20)
      AND (b.value > coalesce(a.factor, 10)::DECIMAL(8, 2) * b.last_value
           OR coalesce(a.factor, 10)::DECIMAL(8, 2) * b.value < b.last_value)
)
SELECT
    u.year, u.month, u.unit_key, u.series_key, u.measure, u.kind, u.value, u.last_value, u.last_period, u.factor,
    r.submission_id, o.sheet, o.cell
FROM unlike AS u
JOIN staging.current_reading AS r ON r.reading_id = u.reading_id
JOIN ledger.observation AS o
    ON o.reading_id = u.reading_id AND o.unit_key = u.unit_key AND o.series_key = u.series_key
    AND o.measure::STRING = u.measure
