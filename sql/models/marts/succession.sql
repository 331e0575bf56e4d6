-- succession: how the numbers of units that follow others, were founded or ended in the year count in the totals above
-- them, and what of a total was achieved by units that stand elsewhere now.
-- Grain: unit × quarter × indicator × breakdown, of the years with such changes.
-- Inputs: core.attainment, core.inherited, core.succession, core.unplaced, core.tree, core.period, staging.series,
--         staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Số liệu của các đơn vị sắp xếp được tính thế nào vào tổng của cấp trên | How the numbers of units that changed count in the totals above them
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: unit_name | Tên đơn vị | Name of the unit
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm | Year
-- Column: quarter | Quý | Quarter
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó (total: toàn bộ) | Breakdown (total: the whole)
-- Column: predecessors | Các đơn vị tiền thân | The units that it follows
-- Column: actual | Thực hiện trong kỳ của đơn vị | The unit's own row: in the period
-- Column: actual_ytd | Lũy kế của đơn vị | The unit's own row: cumulative
-- Column: counted | Phần được tính vào tổng, trong kỳ | What totals count of it, in the period
-- Column: counted_ytd | Phần được tính vào tổng, lũy kế | What totals count of it, cumulative
-- Column: inherited_ytd | Phần lũy kế nhận từ các đơn vị tiền thân | What of the cumulative is its predecessors'
-- Column: aside_ytd | Phần của tổng do các đơn vị nay thuộc nơi khác đạt được | What of a total was achieved by units that stand elsewhere now
-- Column: hidden_ytd | Lũy kế chưa xác định được vì chưa rõ phần chia tách | The cumulative is not known, since a split is not
-- Column: listed | Có dòng trong bảng kết quả | It has a row in the attainment table
-- Column: asked | ambiguous chưa rõ, contradicts không khớp, declared khác khai báo; để trống khi không hỏi gì | ambiguous, contradicts, declared, or empty
WITH behind AS (
    SELECT
        s.year, q.month, s.successor_key AS unit_key,
        array_join(array_sort(array_distinct(array_agg(k.unit_id))), ', ') AS predecessors
    FROM core.succession AS s
    JOIN core.period AS q ON q.year = s.year AND q.month >= s.month
    JOIN ledger.unit_key AS k ON k.unit_key = s.predecessor_key
    GROUP BY s.year, q.month, s.successor_key
),
hidden AS (SELECT year, month, unit_key, series_key FROM core.unplaced WHERE hidden),
changed AS (
    SELECT
        a.year, a.month, a.unit_key, a.series_key, a.flow, a.ytd, a.flow - coalesce(a.held_flow, 0) AS counted,
        a.ytd - coalesce(a.held_ytd, 0) AS counted_ytd, a.inherited, a.aside, a.listed, CASE WHEN a.reporting THEN i.asked END AS asked,
        h.unit_key IS NOT NULL AS hidden
    FROM core.attainment AS a
    LEFT JOIN core.inherited AS i
        ON i.year = a.year AND i.month = a.month AND i.unit_key = a.unit_key AND i.series_key = a.series_key
    LEFT JOIN hidden AS h
        ON h.year = a.year AND h.month = a.month AND h.unit_key = a.unit_key AND h.series_key = a.series_key
    WHERE i.unit_key IS NOT NULL AND a.reporting OR NOT a.listed OR a.aside IS NOT NULL OR h.unit_key IS NOT NULL
)
SELECT
    t.unit_id, t.name AS unit_name, p.unit_id AS parent_unit_id, q.period, c.year, q.quarter, s.indicator, s.breakdown,
    coalesce(b.predecessors, '') AS predecessors, c.flow::DECIMAL(30, 10) AS actual, c.ytd::DECIMAL(30, 10)
        AS actual_ytd,
    c.counted::DECIMAL(30, 10) AS counted, c.counted_ytd::DECIMAL(30, 10) AS counted_ytd,
    c.inherited::DECIMAL(30, 10) AS inherited_ytd, c.aside::DECIMAL(30, 10) AS aside_ytd, c.hidden AS hidden_ytd,
    c.listed, coalesce(c.asked, '') AS asked
FROM changed AS c
JOIN core.tree AS t ON t.year = c.year AND t.month = c.month AND t.unit_key = c.unit_key
JOIN core.period AS q ON q.year = c.year AND q.month = c.month
JOIN staging.series AS s ON s.series_key = c.series_key
JOIN staging.unit_order AS o ON o.unit_key = c.unit_key
LEFT JOIN ledger.unit_key AS p ON p.unit_key = t.parent_key
LEFT JOIN behind AS b ON b.year = c.year AND b.month = c.month AND b.unit_key = c.unit_key
ORDER BY c.year, q.quarter, o.position, s.ordinal
