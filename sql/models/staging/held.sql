-- staging.held: the submissions that are held, each with the one that it is to be compared with and the numbers in which the
-- two differ; and those that took another's place within one run, which the office should look at.
-- Grain: submission.
-- Inputs: staging.standing, ledger.observation
-- Rebuild: whole
-- Columns: submission_id, code (held_contradicts, held_same_time, superseded_in_run), other_id, differing (how many numbers
--          differ), cells (the first ten of them: sheet, cell, what stands in each of the two)
WITH rival AS (
    SELECT
        s.submission_id, s.reading_id, o.submission_id AS other_id, o.reading_id AS other_reading, o.place AS other_place,
        CASE s.because WHEN 'contradicts' THEN 'held_contradicts' WHEN 'same_time' THEN 'held_same_time' ELSE 'superseded_in_run' END AS code
    FROM staging.standing AS s
    JOIN staging.standing AS o
        ON o.form_id = s.form_id AND o.unit_key = s.unit_key AND o.period = s.period AND o.submission_id <> s.submission_id
    WHERE s.because = 'contradicts' AND o.submission_id = s.current_id
       OR s.because = 'same_time' AND o.because = 'same_time' AND o.same_place = s.same_place
       OR s.standing = 'current' AND o.standing = 'superseded' AND o.run_id = s.run_id AND o.same_place < s.same_place
           AND o.received_at <= s.received_at -- otherwise somebody accepted the earlier one
),
-- Of several rivals the one that came last is shown: whoever decides compares with what counts or
-- would count.
pair AS (
    SELECT * FROM rival
    QUALIFY row_number() OVER (PARTITION BY submission_id ORDER BY other_place DESC, other_id) = 1
),
-- Both workbooks number by number; a number that only one of them has differs too.
mine AS (
    SELECT p.submission_id, o.unit_key, o.series_key, o.measure, o.mark, o.value, o.sheet, o.cell, o.raw
    FROM pair AS p JOIN ledger.observation AS o ON o.reading_id = p.reading_id
),
theirs AS (
    SELECT p.submission_id, o.unit_key, o.series_key, o.measure, o.mark, o.value, o.sheet, o.cell, o.raw
    FROM pair AS p JOIN ledger.observation AS o ON o.reading_id = p.other_reading
),
differing AS (
    SELECT
        coalesce(m.submission_id, t.submission_id) AS submission_id, coalesce(m.sheet, t.sheet) AS sheet,
        coalesce(m.cell, t.cell) AS cell, coalesce(m.raw, '') AS raw, coalesce(t.raw, '') AS other_raw
    FROM mine AS m
    FULL JOIN theirs AS t
        ON t.submission_id = m.submission_id AND t.unit_key = m.unit_key AND t.series_key = m.series_key
        AND t.measure = m.measure
    WHERE m.mark IS DISTINCT FROM t.mark OR m.value IS DISTINCT FROM t.value
),
-- In the order in which a person goes through a sheet: A2 before A10, hence by length first.
numbered AS (
    SELECT
        submission_id, concat(sheet, '!', cell, ': “', raw, '” ≠ “', other_raw, '”') AS text,
        row_number() OVER (PARTITION BY submission_id ORDER BY sheet NULLS LAST, length(cell), cell NULLS LAST, raw NULLS LAST, other_raw) AS number
    FROM differing
),
-- The first ten, written out one by one.
listed AS (
    SELECT
        submission_id, count(*) AS differing,
        concat_ws('; ',
            max(CASE number WHEN 1 THEN text END), max(CASE number WHEN 2 THEN text END),
            max(CASE number WHEN 3 THEN text END), max(CASE number WHEN 4 THEN text END),
            max(CASE number WHEN 5 THEN text END), max(CASE number WHEN 6 THEN text END),
            max(CASE number WHEN 7 THEN text END), max(CASE number WHEN 8 THEN text END),
            max(CASE number WHEN 9 THEN text END), max(CASE number WHEN 10 THEN text END),
            CASE WHEN count(*) > 10 THEN '…' END
        ) AS cells
    FROM numbered
    GROUP BY submission_id
)
SELECT p.submission_id, p.code, p.other_id, coalesce(l.differing, 0)::INTEGER AS differing, coalesce(l.cells, '') AS cells
FROM pair AS p
LEFT JOIN listed AS l ON l.submission_id = p.submission_id
