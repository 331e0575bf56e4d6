-- trace/current/change: which unit passed into which.
-- Grain: date × unit × successor.
-- Inputs: unit_change
-- Columns: unit_id, changed_on (text), kind, successor_unit_id, ended, decision, allocation (text, empty when not
--          stated), said
SELECT
    unit_id, changed_on::VARCHAR, kind, successor_unit_id, ended, decision, coalesce(allocation::VARCHAR, ''), said
FROM unit_change
ORDER BY changed_on, unit_id, successor_unit_id
