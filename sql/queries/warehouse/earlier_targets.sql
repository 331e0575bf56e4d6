-- warehouse/earlier_targets: the targets of the year's quarters before the first one that is built, as one digest.
-- Grain: one row.
-- Inputs: core.target
-- Columns: digest
SELECT concat_ws(' ', count(*), bit_xor(hash(t))) AS digest
FROM core.target AS t
WHERE year = getvariable('year') AND quarter < getvariable('first_quarter')
