-- warehouse/incomplete: what a quarter or a year still lacks: reports that are missing, held or rejected, and achieved
-- numbers that contradict each other. Targets that differ are not among them: nobody reports those.
-- Grain: report, up to ten of each status; kind of contradiction.
-- Inputs: completeness (put before this text as a query of that name), core.expected_period, core.reconciliation
-- Parameters: year, month in which the quarter ends (0: the whole year)
-- Columns: kind (missing, held, rejected, or the kind of a reconciliation), total (of that kind), unit_name, form,
--          period (empty for reconciliations)
, asked AS (
    SELECT DISTINCT form_id, period FROM core.expected_period
    WHERE year = $1::INTEGER AND ($2::INTEGER = 0 OR month = $2::INTEGER AND length(period) > 4)
),
report AS (
    SELECT
        row_number() OVER () AS place, unit_name, form, period,
        CASE WHEN held_submission_id IS NOT NULL THEN 'held' WHEN rejected_submission_id IS NOT NULL THEN 'rejected'
            WHEN status = 'missing' THEN 'missing' END AS kind
    FROM completeness
),
lacking AS (
    SELECT r.kind, count(*) OVER (PARTITION BY r.kind) AS total, r.unit_name, r.form, r.period, r.place,
        row_number() OVER (PARTITION BY r.kind ORDER BY r.place) AS nth
    FROM report AS r
    JOIN asked AS a ON a.form_id = r.form AND a.period = r.period
    WHERE r.kind IS NOT NULL
),
contradicted AS (
    SELECT kind, count(*) AS total FROM core.reconciliation
    WHERE year = $1::INTEGER AND ($2::INTEGER = 0 OR month = $2::INTEGER) AND measure <> 'target'
    GROUP BY kind
)
SELECT kind, total, unit_name, form, period
FROM (
    SELECT kind, total, unit_name, form, period,
        CASE kind WHEN 'missing' THEN 1 WHEN 'held' THEN 2 ELSE 3 END AS rank, place
    FROM lacking WHERE nth <= 10
    UNION ALL
    SELECT kind, total, '', '', '', 4, 0 FROM contradicted
)
ORDER BY rank, kind, place
