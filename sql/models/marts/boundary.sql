-- boundary: where the numbers of a unit count in the tree of the day of the run, for every unit that counts elsewhere
-- than at itself at any time. A unit without a row counts at itself.
-- Grain: unit × span of time × place.
-- Inputs: staging.boundary, staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Số liệu của đơn vị được tính vào đơn vị nào hiện nay | Where the numbers of a unit count in current boundaries
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: valid_from | Của các kỳ kết thúc từ ngày | Of periods that end from this day on
-- Column: valid_to | Của các kỳ kết thúc đến ngày | Of periods that end until this day
-- Column: place_unit_id | Đơn vị hiện nay mà số liệu được tính vào; để trống khi không có | The unit of today at which they count; empty: at none
-- Column: own | Tính là số của chính đơn vị đó; false: tính vào tổng của nó | They count as its own number; false: beneath it
-- Column: share_low | Phần số liệu: từ (0 đến 1) | Which part of the number: from (0 to 1)
-- Column: share_high | Phần số liệu: đến (0 đến 1) | Which part of the number: to (0 to 1)
-- Column: shared | Chỉ một phần của số liệu | A part of the number only
-- Column: hidden_unit_id | Đơn vị không so sánh được vì nhận một phần chưa rõ | A unit that is not comparable, since it has an unknown part
SELECT
    k.unit_id,
    CASE WHEN b.first_day > DATE '0001-01-01' THEN b.first_day END AS valid_from,
    CASE WHEN b.last_day < DATE '9999-12-31' THEN b.last_day END AS valid_to,
    p.unit_id AS place_unit_id, b.own, b.low::DECIMAL(16, 15) AS share_low, b.high::DECIMAL(16, 15) AS share_high,
    b.shared, h.unit_id AS hidden_unit_id
FROM staging.boundary AS b
JOIN ledger.unit_key AS k ON k.unit_key = b.unit_key
LEFT JOIN ledger.unit_key AS p ON p.unit_key = b.place_key
LEFT JOIN ledger.unit_key AS h ON h.unit_key = b.hidden_key
LEFT JOIN staging.unit_order AS o ON o.unit_key = b.unit_key
WHERE b.place_key IS DISTINCT FROM b.unit_key OR b.shared OR b.first_day > DATE '0001-01-01'
    OR b.last_day < DATE '9999-12-31'
ORDER BY o.position NULLS LAST, b.first_day, b.low, k.unit_id, p.unit_id NULLS LAST, h.unit_id NULLS LAST
