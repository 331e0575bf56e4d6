-- ledger.definition of a nation: the texts in force by name and SHA-256. The texts themselves stay in the provinces.
-- Grain: text.
-- Inputs: lake.definition
SELECT
    1 AS set_id, kind, concat(province, '/', name) AS name, sha256, '' AS body,
    recorded_at, 0 AS run_id
FROM lake.definition
