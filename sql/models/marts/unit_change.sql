-- unit_change: which unit passed into which, as registry/changes says it, and what nobody said although one unit ended
-- on the day before another was founded beneath the same parent.
-- Grain: date × unit × successor.
-- Inputs: staging.succession, staging.lifetime, staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Sắp xếp đơn vị: đơn vị nào tiếp nhận đơn vị nào | Which unit passed into which
-- Column: unit_id | Mã định danh đơn vị tiền thân | Identifier of the unit that passed
-- Column: changed_on | Ngày có hiệu lực | The first day with its successor
-- Column: kind | merge sáp nhập toàn bộ, split chia một phần | merge as a whole, split a part of it
-- Column: successor_unit_id | Đơn vị tiếp nhận | Its successor
-- Column: ended | Đơn vị tiền thân không còn | The unit ended with it
-- Column: counts | own chỉ tính từ khi thành lập, includes gồm cả tiền thân; để trống khi không khai báo | own, includes, or empty where nothing declares it
-- Column: allocation | Trọng số của phần chia | The signed weight of the part
-- Column: decision | Quyết định | Decision
-- Column: said | Có trong registry/changes; false: chưa được khai báo | registry/changes says it; false: nobody did
SELECT
    k.unit_id, s.since AS changed_on, s.kind, n.unit_id AS successor_unit_id, l.ended < s.since AS ended, s.counts,
    s.allocation::DECIMAL(29, 10) AS allocation, coalesce(s.decision, '') AS decision, s.said
FROM staging.succession AS s
JOIN staging.lifetime AS l ON l.unit_key = s.predecessor_key
JOIN ledger.unit_key AS k ON k.unit_key = s.predecessor_key
JOIN ledger.unit_key AS n ON n.unit_key = s.successor_key
LEFT JOIN staging.unit_order AS o ON o.unit_key = s.predecessor_key
ORDER BY s.since, o.position NULLS LAST, k.unit_id, n.unit_id, s.kind
