-- staging.standing: what each accepted submission counts as beside the others of its form, unit and period. It is a
-- function of all of them, so that how they are spread over runs does not matter.
-- Grain: submission that is accepted by its reading and not retracted.
-- Inputs: staging.submission_state, staging.too_large
-- Rebuild: whole
-- Columns: submission_id, reading_id, form_id, unit_key, period, kind, year, month, received_at, run_id,
--          place (in the order of receipt; of one that staff accepted, where their decision stands),
--          standing (current, superseded, held), because (of a held one: contradicts, same_time, too_large),
--          current_id (the submission that counts for the form, unit and period; NULL: none does),
--          same_place (the least place of those that came in one run with one file time: equal for those of which
--          nothing says which came last)
--
-- One with contradicting marks neither displaces one without nor outlasts it. Among equals the order is the receipt: by
-- run, then by file time. Those of one run with one file time are held, and what counted before goes on counting. One
-- that staff accepted counts as one without contradicting marks. One whose numbers no sum can hold is held whatever is
-- decided, and displaces nothing.
WITH impossible AS (SELECT DISTINCT submission_id FROM staging.too_large),
entry AS (
    SELECT
        submission_id, reading_id, form_id, unit_key, period, kind, year, month, received_at, run_id,
        coalesce(decided_receipt, receipt) AS place, coalesce(contradicts, false) AND decided_receipt IS NULL AS marked,
        CASE WHEN decided_receipt IS NULL THEN file_time END AS file_time,
        CASE WHEN decided_receipt IS NOT NULL OR file_time IS NULL THEN coalesce(decided_receipt, receipt) END AS alone
    FROM staging.submission_state AS s
    ANTI JOIN impossible AS i ON i.submission_id = s.submission_id
    WHERE s.accepted AND NOT s.retracted
),
-- Nearly every one is the only one of its form, unit and period, and counts. Only the others are compared.
contested AS (
    SELECT form_id, unit_key, period FROM entry GROUP BY form_id, unit_key, period HAVING count(*) > 1
),
-- Those of one run and one file time stand together. One that staff accepted, or whose file has no
-- time, is always alone: its place in the order of receipt is sure.
grouped AS (
    SELECT *,
        count(*) OVER (PARTITION BY form_id, unit_key, period, marked, run_id, file_time, alone) AS together,
        min(place) OVER (PARTITION BY form_id, unit_key, period, marked, run_id, file_time, alone) AS same_place
    FROM entry AS e
    SEMI JOIN contested AS c ON c.form_id = e.form_id AND c.unit_key = e.unit_key AND c.period = e.period
),
-- Where one without contradicting marks is alone in its place, none with marks can count.
judged AS (
    SELECT *,
        bool_or(NOT marked AND together = 1) OVER (PARTITION BY form_id, unit_key, period) AS has_unmarked
    FROM grouped
),
-- The last of those that may count at all.
chosen AS (
    SELECT *,
        max(CASE WHEN together = 1 AND marked <> has_unmarked THEN place END)
            OVER (PARTITION BY form_id, unit_key, period) AS current_place
    FROM judged
),
-- The rest: those that would have displaced it, or that nobody can put in an order, are held; all others are
-- superseded.
named AS (
    SELECT *,
        max(CASE WHEN together = 1 AND marked <> has_unmarked AND place = current_place THEN submission_id END)
            OVER (PARTITION BY form_id, unit_key, period) AS current_id,
        CASE
            WHEN together = 1 AND marked <> has_unmarked THEN NULL
            WHEN marked AND has_unmarked THEN CASE WHEN place > current_place THEN 'contradicts' END
            WHEN NOT marked AND NOT has_unmarked OR place > coalesce(current_place, 0) THEN 'same_time'
        END AS because
    FROM chosen
),
judgement AS (
    SELECT
        submission_id, reading_id, form_id, unit_key, period, kind, year, month, received_at, run_id, place,
        CASE WHEN submission_id = current_id THEN 'current' WHEN because IS NOT NULL THEN 'held' ELSE 'superseded'
        END AS standing,
        because, current_id, same_place
    FROM named
    UNION ALL
    SELECT
        e.submission_id, e.reading_id, e.form_id, e.unit_key, e.period, e.kind, e.year, e.month, e.received_at, e.run_id,
        e.place, 'current', NULL, e.submission_id, e.place
    FROM entry AS e
    ANTI JOIN contested AS c ON c.form_id = e.form_id AND c.unit_key = e.unit_key AND c.period = e.period
)
SELECT
    submission_id, reading_id, form_id, unit_key, period, kind, year, month, received_at, run_id, place, standing,
    because, current_id, same_place
FROM judgement
UNION ALL
SELECT
    s.submission_id, s.reading_id, s.form_id, s.unit_key, s.period, s.kind, s.year, s.month, s.received_at, s.run_id,
    coalesce(s.decided_receipt, s.receipt), 'held', 'too_large', max(j.current_id), NULL
FROM staging.submission_state AS s
JOIN impossible AS i ON i.submission_id = s.submission_id
LEFT JOIN judgement AS j ON j.form_id = s.form_id AND j.unit_key = s.unit_key AND j.period = s.period
GROUP BY
    s.submission_id, s.reading_id, s.form_id, s.unit_key, s.period, s.kind, s.year, s.month, s.received_at, s.run_id,
    s.decided_receipt, s.receipt
