-- staging.target: every assignment of a target in the registry as of the moment asked for, in the order of their effect: by effective
-- date, and of one day by the date of signing.
-- Grain: unit × series × horizon × assignment.
-- Inputs: ledger.target_row, ledger.registry_version
-- Rebuild: whole
-- Columns: unit_key, series_key, first_year, last_year (the same for a year's target, the horizon's bounds for a term's),
--          kind (absolute, floor, share, withdrawn), amount (of a share: per cent; NULL when withdrawn), share_of (a series), decision,
--          signed_date, effective_date (the horizon's first day when the registry states none), effective_to (the day before the
--          next assignment takes effect; NULL: the last one), ordinal (row in the registry), turn (1: assigned first)
SELECT
    unit_key, series_key, first_year, last_year, kind, CASE WHEN kind <> 'withdrawn' THEN value END AS amount, share_of, decision, signed_date,
    coalesce(t.effective_date, make_date(t.first_year, 1, 1)) AS effective_date,
    lead(coalesce(t.effective_date, make_date(t.first_year, 1, 1))) OVER by_effect - 1 AS effective_to,
    ordinal, row_number() OVER by_effect AS turn
FROM ledger.target_row AS t
WHERE registry_id = (SELECT max(registry_id) FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of'))
WINDOW by_effect AS (
    PARTITION BY unit_key, series_key, first_year, last_year
    ORDER BY coalesce(t.effective_date, make_date(t.first_year, 1, 1)), signed_date NULLS FIRST, ordinal
)
