-- staging.obligation: what the forms in force ask of whom, and at the end of which months. A form's periods end by its own calendar:
-- its validity, its due date, and which units exist at its period's end go by that one. The tree of the consolidated tables, and the
-- targets in force, go by the workspace's calendar, one for all forms.
-- Grain: form definition.
-- Inputs: ledger.obligation
-- Rebuild: whole
-- Columns: as in the ledger; valid_from, valid_to, cutoff_day, counts and final are filled; months (those in which its periods end)
SELECT
    set_id, obligation_id, form_id, title_vi, title_en, submitters, submitter_units, covered, kind,
    coalesce(valid_from, DATE '0001-01-01') AS valid_from, coalesce(valid_to, DATE '9999-12-31') AS valid_to,
    has_due, due_days, grace_days, priority, recorded_at, coalesce(cutoff_day, getvariable('cutoff_day')) AS cutoff_day,
    coalesce(counts, '') AS counts, coalesce(final, false) AS final,
    CASE kind WHEN 'quarter' THEN [3, 6, 9, 12] WHEN 'half' THEN [6] WHEN 'nine_months' THEN [9] ELSE [12] END AS months
FROM ledger.obligation
WHERE set_id = (SELECT max(set_id) FROM ledger.obligation WHERE recorded_at <= getvariable('as_of'))
