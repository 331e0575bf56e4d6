-- completeness/period: the periods for which anything is expected.
-- Grain: period.
-- Inputs: completeness
-- Columns: period
SELECT DISTINCT period FROM completeness ORDER BY period
