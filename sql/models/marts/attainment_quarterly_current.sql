-- attainment_quarterly_current: what was achieved against what was assigned, by quarter, in the boundaries of
-- the day of the run: the past in the tree of that day. It is never sealed.
-- Grain: unit × quarter × indicator × breakdown.
-- Inputs: core.restated, core.redrawn, core.attainment, core.period, staging.boundary_tree, staging.series,
--         staging.unit_order, ledger.unit_key
-- Rebuild: published, year by year
-- Table: Kết quả thực hiện so với chỉ tiêu được giao, theo quý, theo địa giới và tổ chức hiện nay | Results against assigned targets, by quarter, in current boundaries
-- Column: unit_id | Mã định danh đơn vị, không đổi | Identifier of the unit, stable
-- Column: unit_code | Mã đơn vị hiện nay | Official code of the unit today
-- Column: unit_name | Tên đơn vị hiện nay | Name of the unit today
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm | Year
-- Column: quarter | Quý | Quarter
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó (total: toàn bộ) | Breakdown (total: the whole)
-- Column: actual | Thực hiện trong kỳ; với chỉ tiêu thời điểm: số cuối kỳ | Achieved in the period; a stock at its end
-- Column: actual_ytd | Lũy kế từ đầu năm | Cumulative since 1 January
-- Column: target | Chỉ tiêu được giao, có hiệu lực cuối kỳ; cộng chỉ tiêu của các đơn vị tiền thân | Target in force at the period's end; those of predecessors added
-- Column: target_original | Chỉ tiêu giao lần đầu | Target assigned first
-- Column: attainment_pct | Tỷ lệ đạt: lũy kế so với chỉ tiêu, phần trăm | Attainment: cumulative of target, per cent
-- Column: remaining | Còn phải thực hiện | Target less cumulative
-- Column: expected_units | Số đơn vị phải báo cáo | Units that must report
-- Column: reported_units | Số đơn vị đã báo cáo | Units that reported
-- Column: contributing_units | Số đơn vị có kết quả trong kỳ | Units with more than zero in the period
-- Column: contributing_units_ytd | Số đơn vị có kết quả từ đầu năm | Units with more than zero since 1 January
-- Column: status | Tình trạng: complete đủ, partial chưa đủ, missing chưa có báo cáo, not_comparable không so sánh được | complete, partial, missing or not_comparable
-- Column: decimals | Số chữ số thập phân của chỉ tiêu | Decimal digits that the indicator declares
-- Column: estimate | Ước tính: chia theo tỷ lệ đã ký | An estimate: shared by signed weights
-- Column: unplaced_ytd | Phần lũy kế chưa rõ thuộc đơn vị nào bên dưới | What of the cumulative cannot be placed any lower
WITH counted AS (
    SELECT
        year, month, unit_key, series_key, flow, ytd, stock, target, target_original, target_kind, expected, reported,
        contributing, contributing_ytd, status, estimate, unplaced
    FROM core.restated WHERE quarterly
    UNION ALL
    -- a year that is the same in both boundaries
    SELECT
        a.year, a.month, a.unit_key, a.series_key, a.flow, a.ytd, a.stock, a.target, a.target_original, a.target_kind,
        a.expected, a.reported, a.contributing, a.contributing_ytd, a.status, false, NULL
    FROM core.attainment AS a
    ANTI JOIN core.redrawn AS r ON r.year = a.year
    WHERE a.quarterly AND a.listed
),
restated AS (
    SELECT
        t.unit_id, t.code AS unit_code, t.name AS unit_name, t.level AS unit_level, p.unit_id AS parent_unit_id,
        q.period, a.year, q.quarter, s.indicator, s.breakdown,
        CASE WHEN s.is_stock THEN a.stock ELSE a.flow END::DECIMAL(30, 10) AS actual,
        CASE WHEN NOT s.is_stock THEN a.ytd END::DECIMAL(30, 10) AS actual_ytd,
        CASE WHEN NOT s.is_stock THEN a.target END::DECIMAL(30, 10) AS target,
        CASE WHEN NOT s.is_stock THEN a.target_original END::DECIMAL(30, 10) AS target_original,
        CASE WHEN NOT s.is_stock
            THEN percent_units(a.ytd, a.target, getvariable('rounding_mode'),
                {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}}
        END::DECIMAL(38, {{percent_scale}}) AS attainment_pct,
        CASE WHEN s.is_stock THEN NULL WHEN a.target_kind = 'floor' AND a.target < a.ytd THEN 0 ELSE a.target - a.ytd
        END::DECIMAL(30, 10) AS remaining,
        a.expected AS expected_units, a.reported AS reported_units, a.contributing AS contributing_units,
        CASE WHEN NOT s.is_stock THEN a.contributing_ytd END AS contributing_units_ytd, a.status,
        s.decimals, a.estimate, a.unplaced::DECIMAL(30, 10) AS unplaced_ytd, o.position, s.ordinal
    FROM counted AS a
    JOIN staging.boundary_tree AS t ON t.unit_key = a.unit_key
    JOIN core.period AS q ON q.year = a.year AND q.month = a.month
    JOIN staging.series AS s ON s.series_key = a.series_key
    JOIN staging.unit_order AS o ON o.unit_key = a.unit_key
    LEFT JOIN ledger.unit_key AS p ON p.unit_key = t.parent_key
)
SELECT * EXCLUDE (position, ordinal) FROM restated
ORDER BY year, quarter, position, ordinal
