-- nation/whole: what was gathered that has no year, and how often the registries changed.
-- Grain: one row at most.
-- Inputs: lake.whole
-- Columns: digest ('' while it is being gathered), number
SELECT digest, number FROM lake.whole
