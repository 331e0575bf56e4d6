-- attainment_yearly_current: what was achieved against what was assigned, by year, in the boundaries of
-- the day of the run: the past in the tree of that day. It is never sealed.
-- Grain: unit × year × indicator × breakdown.
-- Inputs: core.restated_year, core.redrawn, core.attainment_year, core.period, staging.boundary_tree, staging.series,
--         staging.unit_order, ledger.unit_key
-- Rebuild: published, year by year
-- Table: Kết quả thực hiện so với chỉ tiêu được giao, theo năm, theo địa giới và tổ chức hiện nay | Results against assigned targets, by year, in current boundaries
-- Column: unit_id | Mã định danh đơn vị, không đổi | Identifier of the unit, stable
-- Column: unit_code | Mã đơn vị | Official code of the unit
-- Column: unit_name | Tên đơn vị | Name of the unit
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm | Year
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó (total: toàn bộ) | Breakdown (total: the whole)
-- Column: actual | Thực hiện cả năm, đến kỳ báo cáo gần nhất | Achieved in the year so far; a stock's last value
-- Column: target | Chỉ tiêu được giao, có hiệu lực cuối năm | Target in force at the year's end
-- Column: target_original | Chỉ tiêu giao lần đầu | Target assigned first
-- Column: attainment_pct | Tỷ lệ đạt, phần trăm | Attainment, per cent
-- Column: remaining | Còn phải thực hiện | Target less achieved
-- Column: expected_units | Số đơn vị phải báo cáo | Units that must report
-- Column: reported_units | Số đơn vị đã báo cáo ít nhất một kỳ | Units that reported at least once
-- Column: contributing_units | Số đơn vị có kết quả | Units with more than zero
-- Column: status | Tình trạng: complete đủ, partial chưa đủ, missing chưa có báo cáo, not_comparable không so sánh được | complete, partial, missing or not_comparable
-- Column: reported_quarters | Số kỳ trong năm đã có báo cáo | Periods of the year with a report
-- Column: expected_quarters | Số kỳ phải báo cáo trong năm | Periods of the year to report
-- Column: decimals | Số chữ số thập phân của chỉ tiêu | Decimal digits that the indicator declares
-- Column: estimate | Ước tính: chia theo tỷ lệ đã ký | An estimate: shared by signed weights
-- Column: unplaced_ytd | Phần lũy kế chưa rõ thuộc đơn vị nào bên dưới | What of the cumulative cannot be placed any lower
WITH counted AS (
    SELECT
        year, unit_key, series_key, actual, target, target_original, target_kind, expected, reported, contributing,
        reported_quarters, expected_quarters, status, estimate, unplaced
    FROM core.restated_year
    UNION ALL
    -- a year that is the same in both boundaries
    SELECT
        a.year, a.unit_key, a.series_key, a.actual, a.target, a.target_original, a.target_kind, a.expected, a.reported,
        a.contributing, a.reported_quarters, a.expected_quarters, a.status, false, NULL
    FROM core.attainment_year AS a
    ANTI JOIN core.redrawn AS r ON r.year = a.year
),
restated AS (
    SELECT
        t.unit_id, t.code AS unit_code, t.name AS unit_name, t.level AS unit_level, p.unit_id AS parent_unit_id,
        printf('%04d', a.year) AS period, a.year, s.indicator, s.breakdown,
        a.actual::DECIMAL(30, 10) AS actual,
        CASE WHEN NOT s.is_stock THEN a.target END::DECIMAL(30, 10) AS target,
        CASE WHEN NOT s.is_stock THEN a.target_original END::DECIMAL(30, 10) AS target_original,
        CASE WHEN NOT s.is_stock
            THEN percent_units(a.actual, a.target, getvariable('rounding_mode'),
                {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}}
        END::DECIMAL(38, {{percent_scale}}) AS attainment_pct,
        CASE WHEN s.is_stock THEN NULL WHEN a.target_kind = 'floor' AND a.target < a.actual THEN 0
            ELSE a.target - a.actual
        END::DECIMAL(30, 10) AS remaining,
        a.expected AS expected_units, a.reported AS reported_units, a.contributing AS contributing_units, a.status,
        a.reported_quarters, a.expected_quarters,
        s.decimals, a.estimate, a.unplaced::DECIMAL(30, 10) AS unplaced_ytd, o.position, s.ordinal
    FROM counted AS a
    JOIN staging.boundary_tree AS t ON t.unit_key = a.unit_key
    JOIN staging.series AS s ON s.series_key = a.series_key
    JOIN staging.unit_order AS o ON o.unit_key = a.unit_key
    LEFT JOIN ledger.unit_key AS p ON p.unit_key = t.parent_key
)
SELECT * EXCLUDE (position, ordinal) FROM restated
ORDER BY year, position, ordinal
