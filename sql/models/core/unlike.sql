-- core.unlike: numbers that are many times what the unit stated last, or that many times less, and far enough away from
-- it: by what the form says under history.
-- Grain: year × month in which a period ends × unit × series × measure × kind of period.
-- Inputs: staging.current_reading, staging.obligation, staging.obligation_series, core.period, ledger.observation
-- Rebuild: by year
-- Touched: ledger.observation
-- Joins: as written: the many observations are never held in memory for a join
-- Columns: year, month, unit_key, series_key, measure (flow, stock, target), kind (of the period), value, last_value,
--          last_period (its label; of this year or the one before), factor (how many times is too many), submission_id,
--          sheet, cell
-- A flow of nothing is like every other one: much is done once a year. Where two forms bring one number, the one that
-- counts is looked at.
WITH reading AS (
    SELECT
        reading_id, form_id, submission_id, period, kind,
        -- of the year before, only the last number can be the one before: all of it is a period before the first one
        CASE WHEN year = getvariable('year') THEN month ELSE 0 END AS month,
        year = getvariable('year') OR month = max(month) OVER (PARTITION BY year, kind) AS recent,
        (row_number() OVER (ORDER BY year, month, rank, reading_id))::INTEGER AS turn,
        (dense_rank() OVER (ORDER BY kind NULLS LAST))::INTEGER AS kind_number
    FROM staging.current_reading
    WHERE year BETWEEN getvariable('year') - 1 AND getvariable('year')
),
-- those of this year, and of the last period of the year before
number AS (
    SELECT o.unit_key, o.series_key, o.measure, r.kind_number, r.month, r.turn, r.reading_id, o.value
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    WHERE o.mark = 'value' AND o.measure <> 'ytd' AND (o.measure <> 'flow' OR o.value <> 0) AND r.recent
),
-- where that has none: those of the periods before it
earlier AS (
    SELECT o.unit_key, o.series_key, o.measure, r.kind_number, r.month, r.turn, r.reading_id, o.value
    FROM ledger.observation AS o
    JOIN reading AS r ON r.reading_id = o.reading_id
    ANTI JOIN number AS n
        ON n.month = 0 AND n.unit_key = o.unit_key AND n.series_key = o.series_key AND n.measure = o.measure
        AND n.kind_number = r.kind_number
    WHERE o.mark = 'value' AND o.measure <> 'ytd' AND (o.measure <> 'flow' OR o.value <> 0) AND NOT r.recent
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
-- the least that some definition asks of a number to be unlike the last one
strictest AS (
    SELECT least(10, min(factor))::DECIMAL(8, 2) AS factor, least(20, min(least)) AS least FROM allowed
),
-- Where the largest of a unit's numbers is not far from the smallest, no two of them are. So nearly all numbers are left
-- out before any is set beside the one before it.
suspect AS (
    SELECT n.unit_key, n.series_key, n.measure, n.kind_number
    FROM (
        SELECT unit_key, series_key, measure, kind_number, min(value) AS smallest, max(value) AS largest
        FROM number
        GROUP BY unit_key, series_key, measure, kind_number
    ) AS n
    CROSS JOIN strictest AS s
    WHERE n.largest - n.smallest >= s.least AND n.largest > s.factor * n.smallest
    UNION ALL
    SELECT unit_key, series_key, measure, kind_number FROM earlier
),
known AS (
    SELECT
        n.unit_key, n.series_key, n.measure, n.kind_number, n.month,
        arg_max(n.value, n.turn) AS value, arg_max(n.reading_id, n.turn) AS reading_id
    FROM (SELECT * FROM number UNION ALL SELECT * FROM earlier) AS n
    SEMI JOIN suspect AS s
        ON s.unit_key = n.unit_key AND s.series_key = n.series_key AND s.measure = n.measure
        AND s.kind_number = n.kind_number
    GROUP BY n.unit_key, n.series_key, n.measure, n.kind_number, n.month
),
beside AS (
    SELECT
        unit_key, series_key, measure, month, value, reading_id,
        lag(value) OVER (PARTITION BY unit_key, series_key, measure, kind_number ORDER BY month) AS last_value,
        lag(reading_id) OVER (PARTITION BY unit_key, series_key, measure, kind_number ORDER BY month) AS last_reading_id
    FROM known
),
-- Nearly every number is near the one before it. Only what some definition could allow no more is looked up in its own.
far AS (
    SELECT b.unit_key, b.series_key, b.measure, b.month, b.value, b.reading_id, b.last_value, b.last_reading_id
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
    JOIN reading AS r ON r.reading_id = b.reading_id
    JOIN reading AS l ON l.reading_id = b.last_reading_id
    LEFT JOIN allowed AS a
        ON a.form_id = r.form_id AND a.kind = r.kind AND a.end_month = b.month AND a.series_key = b.series_key
    WHERE abs(b.value - b.last_value) >= coalesce(a.least, 20)
      AND (b.value > coalesce(a.factor, 10)::DECIMAL(8, 2) * b.last_value
           OR coalesce(a.factor, 10)::DECIMAL(8, 2) * b.value < b.last_value)
)
SELECT
    getvariable('year') AS year, u.month, u.unit_key, u.series_key, u.measure::STRING AS measure,
    u.kind::STRING AS kind, u.value, u.last_value, u.last_period, u.factor, u.submission_id, o.sheet, o.cell
FROM ledger.observation AS o
JOIN unlike AS u
    ON u.reading_id = o.reading_id AND u.unit_key = o.unit_key AND u.series_key = o.series_key
    AND u.measure = o.measure
