-- ledger.unit_row of a nation. A province's top stands under the unit that the nation names for the province. The word
-- for a level has the province before it, since the forms of one province ask nothing of the communes of another.
-- Grain: unit × span of validity.
-- Inputs: lake.unit, lake.province, ledger.unit_key
SELECT
    1 AS registry_id, row_number() OVER (ORDER BY u.province, u.ordinal)::INTEGER AS ordinal, k.unit_key, u.code,
    u.name, CASE WHEN p.under IS NULL THEN u.level ELSE concat(u.province, '/', u.level) END AS level,
    a.unit_key AS parent_key, u.valid_from, u.valid_to
FROM lake.unit AS u
JOIN lake.province AS p ON p.province = u.province
JOIN ledger.unit_key AS k ON k.unit_id = u.unit_id
LEFT JOIN ledger.unit_key AS a ON a.unit_id = coalesce(u.parent_id, p.under)
