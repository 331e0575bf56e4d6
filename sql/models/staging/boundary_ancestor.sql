-- staging.boundary_ancestor: each unit of the tree of staging.boundary_tree with itself and everything above it.
-- Grain: unit × ancestor.
-- Inputs: staging.boundary_tree
-- Rebuild: whole
-- Columns: unit_key, ancestor_key, height (0: the unit itself)
WITH RECURSIVE up AS (
    SELECT unit_key, unit_key AS ancestor_key, parent_key, 0 AS height FROM staging.boundary_tree
    UNION ALL
    SELECT u.unit_key, t.unit_key, t.parent_key, u.height + 1
    FROM up AS u
    JOIN staging.boundary_tree AS t ON t.unit_key = u.parent_key
)
SELECT unit_key, ancestor_key, height FROM up
