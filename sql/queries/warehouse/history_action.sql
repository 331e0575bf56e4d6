-- warehouse/history_action: every decision of staff.
-- Grain: decision.
-- Inputs: ledger.action
-- Columns: run_id, action_id, kind, subject, reason, receipt, incomplete, unit_id
SELECT run_id, action_id, kind, subject, reason, coalesce(receipt, 0), coalesce(incomplete, ''),
    coalesce(unit_id, '')
FROM ledger.action
ORDER BY action_id
