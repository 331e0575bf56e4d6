-- audit: every command that changed the ledger, in order.
-- Answers: Ai đã thay đổi số liệu, khi nào, vì sao? | Who changed the numbers, when, and why?
-- Grain: run.
-- Inputs: run, decision, submission, setting
-- Columns: run_id, at (in the workspace's time zone), who (user@host), command, subject (submission or period), file,
--          reason, incomplete (what a period lacked when it was closed), accepted, rejected (workbooks that the run
--          took in), definitions (configuration, forms and registry that changed with it)
SELECT
    r.run_id, (r.recorded_at AT TIME ZONE 'UTC') AT TIME ZONE z.value AS at, r.actor AS who, r.kind AS command,
    d.subject, s.path AS file,
    nullif(r.reason, '') AS reason, d.incomplete, r.accepted, r.rejected, r.definitions
FROM run AS r
JOIN setting AS z ON z.name = 'time_zone'
LEFT JOIN decision AS d ON d.run_id = r.run_id
LEFT JOIN submission AS s ON s.submission_id = d.subject
ORDER BY r.run_id
