-- core.unlike: numbers that are many times what the unit stated last, or that many times less, and far enough away from
-- it: by what the form says under history.
-- Grain: year × month in which a period ends × unit × series × measure × kind of period.
-- Inputs: staging.current_reading, staging.obligation, staging.obligation_series, core.period, ledger.observation
-- Rebuild: by year
-- Touched: ledger.observation
-- Columns: year, month, unit_key, series_key, measure (flow, stock, target), kind (of the period), value, last_value,
--          last_period (its label; of this year or the one before), factor (how many times is too many), submission_id,
--          sheet, cell
-- A flow of nothing is like every other one: much is done once a year. Where two forms bring one number, the one that
-- counts is looked at.
WITH reading AS (
    SELECT
        reading_id, form_id, submission_id, period, kind, year, month,
        row_number() OVER (ORDER BY year, month, rank, reading_id) AS turn,
        dense_rank() OVER (ORDER BY kind NULLS LAST) AS kind_number
    FROM staging.current_reading
    WHERE year BETWEEN getvariable('year') - 1 AND getvariable('year')
),
number AS (
    SELECT o.unit_key, o.series_key, o.measure, r.kind_number, r.year, r.month, r.turn, o.value
    FROM reading AS r
    JOIN ledger.observation AS o ON o.reading_id = r.reading_id
    WHERE o.mark = 'value' AND o.measure <> 'ytd' AND (o.measure <> 'flow' OR o.value <> 0)
),
-- of the year before, only the last number can be the one before
known AS (
    SELECT unit_key, series_key, measure, kind_number, 0 AS month, arg_max(value, turn) AS value, max(turn) AS turn
    FROM number
    WHERE year < getvariable('year')
    GROUP BY unit_key, series_key, measure, kind_number
    UNION ALL
    SELECT unit_key, series_key, measure, kind_number, month, arg_max(value, turn), max(turn)
    FROM number
    WHERE year = getvariable('year')
    GROUP BY unit_key, series_key, measure, kind_number, month
),
beside AS (
    SELECT
        unit_key, series_key, measure, month, value, turn,
        lag(value) OVER (PARTITION BY unit_key, series_key, measure, kind_number ORDER BY month) AS last_value,
        lag(turn) OVER (PARTITION BY unit_key, series_key, measure, kind_number ORDER BY month) AS last_turn
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
-- Nearly every number is near the one before it. Only what some definition could allow no more is looked up in its own.
strictest AS (
    SELECT least(10, min(factor))::DECIMAL(8, 2) AS factor, least(20, min(least)) AS least FROM allowed
),
far AS (
    SELECT b.unit_key, b.series_key, b.measure, b.month, b.value, b.turn, b.last_value, b.last_turn
    FROM beside AS b
    CROSS JOIN strictest AS s
    WHERE b.month > 0 AND b.last_value > 0 AND b.value >= 0 AND abs(b.value - b.last_value) >= s.least
      AND (b.value > s.factor * b.last_value OR s.factor * b.value < b.last_value)
),
unlike AS (
    SELECT
        b.unit_key, b.series_key, b.measure, b.month, b.value, b.last_value, l.period AS last_period,
        coalesce(a.factor, 10)::DECIMAL(8, 2) AS factor, r.kind, r.reading_id, r.submission_id
    FROM far AS b
    JOIN reading AS r ON r.turn = b.turn
    JOIN reading AS l ON l.turn = b.last_turn
    LEFT JOIN allowed AS a
        ON a.form_id = r.form_id AND a.kind = r.kind AND a.end_month = b.month AND a.series_key = b.series_key
    WHERE abs(b.value - b.last_value) >= coalesce(a.least, 20)
      AND (b.value > coalesce(a.factor, 10)::DECIMAL(8, 2) * b.last_value
           OR coalesce(a.factor, 10)::DECIMAL(8, 2) * b.value < b.last_value)
)
SELECT
    getvariable('year') AS year, u.month, u.unit_key, u.series_key, u.measure::STRING AS measure,
    u.kind::STRING AS kind, u.value, u.last_value, u.last_period, u.factor, u.submission_id, o.sheet, o.cell
FROM unlike AS u
JOIN ledger.observation AS o
    ON o.reading_id = u.reading_id AND o.unit_key = u.unit_key AND o.series_key = u.series_key
    AND o.measure = u.measure
