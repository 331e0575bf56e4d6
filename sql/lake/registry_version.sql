-- ledger.registry_version of a nation: what all lakes say now is one version.
-- Grain: one row.
-- Inputs: lake.province
SELECT 1 AS registry_id, '' AS sha256, '' AS units_sha256, TIMESTAMP '2000-01-01 00:00:00' AS recorded_at, 0 AS run_id
