-- ledger.action of a nation: the decisions about submissions; not who took them, nor why. A province that closes a
-- period does not close the nation's.
-- Grain: decision.
-- Inputs: lake.action
SELECT
    row_number() OVER (ORDER BY province, action_id)::INTEGER AS action_id, kind, subject, '' AS reason,
    province AS actor, recorded_at, 0 AS run_id, receipt, NULL::STRING AS incomplete, NULL::STRING AS unit_id
FROM lake.action
