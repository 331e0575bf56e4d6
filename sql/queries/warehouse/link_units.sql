-- warehouse/link_units: from which units of a year a change goes on to which: to those that they pass into or follow,
-- since a successor's number is taken apart by its predecessors', and a share of what is divided by the other shares;
-- and to what they are summed into, in the trees of the year and in the one of the current tables.
-- Inputs: core.tree, staging.boundary_tree, staging.boundary, staging.succession
-- Parameters: year
-- They are put together before warehouse/touch walks over them: DuckDB loses rows of a UNION that each step of a walk
-- makes again.
CREATE OR REPLACE TEMP TABLE unit_link AS
SELECT unit_key, parent_key AS other_key FROM core.tree WHERE year = $1::INTEGER AND parent_key IS NOT NULL
UNION
SELECT unit_key, parent_key FROM staging.boundary_tree WHERE parent_key IS NOT NULL
UNION
SELECT unit_key, place_key FROM staging.boundary WHERE place_key IS NOT NULL
UNION
SELECT unit_key, hidden_key FROM staging.boundary WHERE hidden_key IS NOT NULL
UNION
SELECT predecessor_key, successor_key FROM staging.succession
UNION
SELECT successor_key, predecessor_key FROM staging.succession
