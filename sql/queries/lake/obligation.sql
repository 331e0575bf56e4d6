-- lake/obligation: what the forms in force ask of whom, and for which periods.
-- Grain: form definition.
-- Inputs: staging.obligation
-- Columns: obligation_id, form_id, title_vi, title_en, submitters, submitter_units, covered (levels with the province
--          before them), kind, valid_from, valid_to, has_due, due_days, grace_days, priority, recorded_at, cutoff_day,
--          counts, final
SELECT
    obligation_id, concat(getvariable('lake_prefix'), form_id) AS form_id, title_vi, title_en,
    list_transform(submitters, lambda level: concat(getvariable('lake_prefix'), level)) AS submitters,
    list_transform(submitter_units, lambda id: concat(getvariable('lake_prefix'), id)) AS submitter_units,
    list_transform(covered, lambda level: concat(getvariable('lake_prefix'), level)) AS covered, kind::VARCHAR AS kind,
    nullif(valid_from, DATE '0001-01-01') AS valid_from, nullif(valid_to, DATE '9999-12-31') AS valid_to,
    has_due, due_days, grace_days, priority, recorded_at, cutoff_day, counts, final
FROM staging.obligation
ORDER BY obligation_id
