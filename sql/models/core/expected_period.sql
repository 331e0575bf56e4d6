-- core.expected_period: the periods for which each form is expected by now: from the first year for which anything was accepted,
-- or from the period that had ended last when the ledger began, whichever is earlier, up to the period that ended last by the form's
-- own calendar; a period under way is expected as soon as something arrives for it. So these rows change with time only
-- when a period ends.
-- Grain: form definition × period.
-- Inputs: staging.obligation, staging.submission_state, core.period, ledger.run
-- Rebuild: whole
-- Columns: obligation_id, form_id, submitters, submitter_units, period, year, month (in which it ends), last_day, due_date,
--          last_date (the last day that is still on time; NULL as due_date when the form has no due date)
WITH RECURSIVE begun AS (
    -- The day on which the ledger began.
    SELECT coalesce(local_date(min(recorded_at), getvariable('time_zone')), getvariable('today')) AS first_day
    FROM ledger.run WHERE recorded_at <= getvariable('as_of')
),
tables AS (SELECT min(year) AS first_year, max(year) AS last_year FROM core.period),
-- One year more on either side, so that each period has one before it and one after it.
bounds AS (
    SELECT
        least(t.first_year, year(b.first_day)) - 1 AS first_year,
        greatest(t.last_year, year(b.first_day), year(getvariable('today'))) + 1 AS last_year
    FROM begun AS b CROSS JOIN tables AS t
),
year AS (
    SELECT first_year::INTEGER AS year, last_year::INTEGER AS last_year FROM bounds
    UNION ALL
    SELECT year + 1, last_year FROM year WHERE year < last_year
),
-- Every period of every form in these years, with the day on which it ends by the calendar of the
-- form.
period AS (
    SELECT
        o.*, y.year, q.month,
        CASE o.kind WHEN 'quarter' THEN printf('%04d-Q%d', y.year, quarter_of(q.month)) WHEN 'half' THEN printf('%04d-H1', y.year)
            WHEN 'nine_months' THEN printf('%04d-M9', y.year) ELSE printf('%04d', y.year) END AS period,
        month_end_by(y.year, q.month, o.cutoff_day) AS last_day
    FROM staging.obligation AS o
    CROSS JOIN year AS y
    CROSS JOIN (VALUES (3), (6), (9), (12)) AS q (month)
    WHERE array_contains(o.months, q.month)
),
-- The days on which the period before it ended and the next one will end, by which it is known
-- whether it is under way.
placed AS (
    SELECT *,
        lag(last_day) OVER (PARTITION BY obligation_id ORDER BY last_day) AS day_before,
        lead(last_day) OVER (PARTITION BY obligation_id ORDER BY last_day) AS next_last_day
    FROM period
)
SELECT
    p.obligation_id, p.form_id, p.submitters, p.submitter_units, p.period, p.year, p.month, p.last_day,
    CASE WHEN p.has_due THEN p.last_day + p.due_days END::DATE AS due_date,
    CASE WHEN p.has_due THEN p.last_day + p.due_days + p.grace_days END::DATE AS last_date
FROM placed AS p
CROSS JOIN begun AS b
CROSS JOIN tables AS t
LEFT JOIN core.period AS q ON q.year = p.year AND q.month = p.month
LEFT JOIN (SELECT DISTINCT form_id, period FROM staging.submission_state) AS s ON s.form_id = p.form_id AND s.period = p.period
WHERE p.last_day BETWEEN p.valid_from AND p.valid_to
  AND (
      q.year IS NOT NULL
      OR p.last_day < getvariable('today') AND (p.year >= t.first_year OR p.next_last_day >= b.first_day)
      OR s.period IS NOT NULL AND p.last_day >= getvariable('today') AND p.day_before < getvariable('today')
  )
