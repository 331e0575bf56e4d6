-- staging.submission_state: what each submission is taken as: its latest reading, and what was decided of it.
-- Grain: submission.
-- Inputs: ledger.submission, ledger.reading, ledger.finding, ledger.action
-- Rebuild: whole
-- Columns: submission_id, receipt, received_at, run_id (of the run that received its workbook), file_time, reading_id,
--          form_id, unit_key, period, kind, year, month, accepted (its reading), retracted,
--          contradicts (its own head names another unit or period than its file, its folder or its other marks),
--          decided_receipt (the place in the order of receipt at which staff accepted it; NULL: they did not, or it was
--          retracted since)
WITH latest AS (
    SELECT submission_id, max(reading_id) AS reading_id
    FROM ledger.reading WHERE recorded_at <= getvariable('as_of')
    GROUP BY submission_id
),
decision AS (
    SELECT
        subject AS submission_id,
        arg_max(kind, action_id) FILTER (WHERE kind <> 'accept') AS last_kind,
        max(action_id) FILTER (WHERE kind = 'retract') AS retract_id,
        max(action_id) FILTER (WHERE kind = 'accept') AS accept_id,
        arg_max(receipt, action_id) FILTER (WHERE kind = 'accept') AS accept_receipt
    FROM ledger.action
    WHERE kind IN ('retract', 'unretract', 'accept') AND recorded_at <= getvariable('as_of')
    GROUP BY subject
),
marked AS (SELECT DISTINCT reading_id FROM ledger.finding WHERE code IN ('unit_contradicts', 'period_contradicts')),
received AS (
    -- a form that is found later in a workbook was received when the workbook was
    SELECT sha256, min(run_id) AS run_id FROM ledger.submission GROUP BY sha256
)
SELECT
    s.submission_id, s.receipt, s.received_at, w.run_id, s.file_time, r.reading_id, r.form_id, r.unit_key, r.period, r.kind,
    r.year, 3 * r.quarter AS month, r.accepted, coalesce(d.last_kind = 'retract', false) AS retracted,
    m.reading_id IS NOT NULL AS contradicts,
    CASE WHEN d.accept_id > coalesce(d.retract_id, 0) THEN d.accept_receipt END AS decided_receipt
FROM ledger.submission AS s
JOIN latest USING (submission_id)
JOIN ledger.reading AS r USING (reading_id)
JOIN received AS w ON w.sha256 = s.sha256
LEFT JOIN decision AS d ON d.submission_id = s.submission_id
LEFT JOIN marked AS m ON m.reading_id = r.reading_id
WHERE s.recorded_at <= getvariable('as_of')
