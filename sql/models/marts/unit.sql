-- unit: the units, each span of validity a row.
-- Grain: unit × span of validity.
-- Inputs: staging.unit, staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Danh mục đơn vị theo thời gian | Units over time
-- Column: unit_id | Mã định danh, không đổi | Identifier, stable
-- Column: unit_code | Mã đơn vị | Official code
-- Column: unit_name | Tên đơn vị | Name
-- Column: unit_level | Cấp đơn vị | Level
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: valid_from | Có hiệu lực từ ngày | Valid from
-- Column: valid_to | Có hiệu lực đến ngày | Valid to
-- Column: depth | Bậc trong cây đơn vị, gốc là 0 | Depth in the tree, 0 for a root
SELECT
    u.unit_id, u.code AS unit_code, u.name AS unit_name, u.level AS unit_level, p.unit_id AS parent_unit_id,
    nullif(u.valid_from, DATE '0001-01-01') AS valid_from, nullif(u.valid_to, DATE '9999-12-31') AS valid_to, o.depth
FROM staging.unit AS u
JOIN staging.unit_order AS o USING (unit_key)
LEFT JOIN ledger.unit_key AS p ON p.unit_key = u.parent_key
ORDER BY o.position, u.valid_from
