-- ledger.obligation of a nation: what the forms of each province ask of its units.
-- Grain: form definition.
-- Inputs: lake.obligation, ledger.obligation_key
SELECT
    1 AS set_id, k.obligation_key AS obligation_id, o.form_id, o.title_vi, o.title_en, o.submitters, o.submitter_units,
    o.covered, o.kind, o.valid_from, o.valid_to, o.has_due, o.due_days, o.grace_days, o.priority, o.recorded_at,
    o.cutoff_day, o.counts, o.final
FROM lake.obligation AS o
JOIN ledger.obligation_key AS k ON k.province = o.province AND k.obligation_id = o.obligation_id
