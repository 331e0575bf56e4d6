-- lake/nation_change: what became of units, as the nation says it: its own registry, and what passes from one province
-- into another.
-- Grain: row of registry/changes, succession of tonghop.yaml.
-- Inputs: lake_change, a temporary table
-- Columns: as lake/change
SELECT ordinal, changed_on, kind, unit_id, successor_id, decision, counts, allocation
FROM lake_change
ORDER BY ordinal
