-- warehouse/ledger_position: how far the ledger has come.
-- Grain: one row.
-- Inputs: ledger.run, ledger.reading, ledger.submission, ledger.registry_version, ledger.definition, ledger.action
-- Columns: run, reading, receipt, registry, definition_set, action (the highest numbers, 0 when none), last_run_at
SELECT
    coalesce(r.run, 0) AS run, coalesce(g.reading, 0) AS reading,
    greatest(coalesce(s.receipt, 0), coalesce(a.receipt, 0)) AS receipt, coalesce(v.registry, 0) AS registry,
    coalesce(d.definition_set, 0) AS definition_set, coalesce(a.action, 0) AS action, r.last_run_at
FROM (SELECT max(run_id) AS run, max(recorded_at) AS last_run_at FROM ledger.run) AS r
CROSS JOIN (SELECT max(reading_id) AS reading FROM ledger.reading) AS g
CROSS JOIN (SELECT max(receipt) AS receipt FROM ledger.submission) AS s
CROSS JOIN (SELECT max(registry_id) AS registry FROM ledger.registry_version) AS v
CROSS JOIN (SELECT max(set_id) AS definition_set FROM ledger.definition) AS d
CROSS JOIN (SELECT max(action_id) AS action, max(receipt) AS receipt FROM ledger.action) AS a
