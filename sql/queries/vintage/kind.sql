-- vintage/kind: how final the quarters and years are.
-- Grain: period.
-- Inputs: quarter, year
-- Columns: period, kind (preliminary, provisional, final)
SELECT period, kind FROM quarter UNION ALL SELECT period, kind FROM year
