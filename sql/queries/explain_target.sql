-- explain_target: every assignment of a unit's target for one year or term, in the order of their effect.
-- Grain: assignment.
-- Inputs: target
-- Parameters: unit_id, horizon, indicator, breakdown
-- Columns: kind, value, source, decision, signed_date, effective_date, effective_to (texts, empty when unknown), used,
--          share, share_of, share_base, share_base_period (texts, empty when it is no share), share_base_complete
SELECT
    kind, coalesce(value::VARCHAR, ''), source, coalesce(decision, ''), coalesce(signed_date::VARCHAR, ''), coalesce(effective_date::VARCHAR, ''),
    coalesce(effective_to::VARCHAR, ''), used,
    coalesce(share::VARCHAR, ''), coalesce(share_of, ''), coalesce(share_base::VARCHAR, ''), coalesce(share_base_period, ''), coalesce(share_base_complete, false)
FROM target
WHERE unit_id = $1 AND horizon = $2 AND indicator = $3 AND breakdown = $4
ORDER BY effective_date, rowid
