-- print_state: what a year's printed workbook says besides the attainment tables, as one digest.
-- Grain: one row.
-- Inputs: completeness
-- Parameters: year
-- Columns: state
SELECT concat_ws(' ', count(*), bit_xor(hash(c))) AS state
FROM completeness AS c WHERE period[1:4] = $1::VARCHAR
