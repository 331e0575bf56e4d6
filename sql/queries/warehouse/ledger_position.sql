-- warehouse/ledger_position: how far the ledger has come.
-- Grain: one row.
-- Inputs: ledger.run, ledger.reading, ledger.submission, ledger.registry_version, ledger.definition, ledger.action
-- Columns: run, reading, receipt, registry, definition_set, action (the highest numbers, 0 when none), last_run_at
SELECT
    (SELECT coalesce(max(run_id), 0) FROM ledger.run) AS run,
    (SELECT coalesce(max(reading_id), 0) FROM ledger.reading) AS reading,
    greatest(
        (SELECT coalesce(max(receipt), 0) FROM ledger.submission), (SELECT coalesce(max(receipt), 0) FROM ledger.action)
    ) AS receipt,
    (SELECT coalesce(max(registry_id), 0) FROM ledger.registry_version) AS registry,
    (SELECT coalesce(max(set_id), 0) FROM ledger.definition) AS definition_set,
    (SELECT coalesce(max(action_id), 0) FROM ledger.action) AS action,
    (SELECT max(recorded_at) FROM ledger.run) AS last_run_at
