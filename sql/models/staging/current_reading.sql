-- staging.current_reading: the reading in force for each form, unit and period: of the accepted and not retracted
-- submissions, the one received last.
-- Grain: form × unit × period.
-- Inputs: staging.submission_state, staging.obligation
-- Rebuild: whole
-- Columns: form_id, unit_key, period, kind, year, month, reading_id, submission_id, receipt, rank (the form's priority, then
--          the order of receipt: where two forms bring one series, the higher wins)
WITH accepted AS (
    SELECT form_id, unit_key, period, kind, year, month, max(receipt) AS receipt, arg_max(reading_id, receipt) AS reading_id,
        arg_max(submission_id, receipt) AS submission_id
    FROM staging.submission_state
    WHERE accepted AND NOT retracted
    GROUP BY ALL
),
priority AS (SELECT form_id, max(priority) AS priority FROM staging.obligation GROUP BY form_id)
SELECT a.*, (coalesce(p.priority, 0)::BIGINT + 1000) * 4294967296 + a.receipt AS rank
FROM accepted AS a
LEFT JOIN priority AS p USING (form_id)
