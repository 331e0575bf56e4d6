-- attainment_yearly: what was achieved against what was assigned, by year.
-- Grain: unit × year × indicator × breakdown.
-- Inputs: staging.closed_period, ledger.sealed_yearly, core.attainment_year, core.tree, core.period, staging.series, staging.unit_order, ledger.unit_key
-- A closed year has the rows with which it was closed.
-- Rebuild: published, year by year
-- Table: Kết quả thực hiện so với chỉ tiêu được giao, theo năm | Results against assigned targets, by year
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
-- Column: status | Tình trạng: complete đủ, partial chưa đủ, missing chưa có báo cáo, ended đơn vị đã kết thúc | complete, partial, missing or ended
-- Column: reported_quarters | Số kỳ trong năm đã có báo cáo | Periods of the year with a report
-- Column: expected_quarters | Số kỳ phải báo cáo trong năm | Periods of the year to report
-- Column: decimals | Số chữ số thập phân của chỉ tiêu | Decimal digits that the indicator declares
-- Column: inherited_ytd | Phần lũy kế nhận từ các đơn vị tiền thân, đã nằm trong số của các đơn vị đó | What of the cumulative is its predecessors', and stands in their numbers already
WITH open AS (
    SELECT
        t.unit_id, t.code AS unit_code, t.name AS unit_name, t.level AS unit_level, p.unit_id AS parent_unit_id,
        printf('%04d', a.year) AS period, a.year, s.indicator, s.breakdown,
        a.actual::DECIMAL(30, 10) AS actual,
        CASE WHEN NOT s.is_stock THEN a.target END::DECIMAL(30, 10) AS target,
        CASE WHEN NOT s.is_stock THEN a.target_original END::DECIMAL(30, 10) AS target_original,
        CASE WHEN NOT s.is_stock
            THEN percent_units(a.actual, a.target, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}}
        END::DECIMAL(38, {{percent_scale}}) AS attainment_pct,
        CASE WHEN s.is_stock THEN NULL WHEN a.target_kind = 'floor' AND a.target < a.actual THEN 0 ELSE a.target - a.actual
        END::DECIMAL(30, 10) AS remaining,
        a.expected AS expected_units, a.reported AS reported_units, a.contributing AS contributing_units, a.status,
        a.reported_quarters, a.expected_quarters,
        s.decimals, a.inherited::DECIMAL(30, 10) AS inherited_ytd, o.position, s.ordinal
    FROM core.attainment_year AS a
    JOIN core.period AS q ON q.year = a.year AND q.is_last
    JOIN core.tree AS t ON t.year = a.year AND t.month = q.month AND t.unit_key = a.unit_key
    JOIN staging.series AS s ON s.series_key = a.series_key
    JOIN staging.unit_order AS o ON o.unit_key = a.unit_key
    LEFT JOIN ledger.unit_key AS p ON p.unit_key = t.parent_key
    WHERE printf('%04d', a.year) NOT IN (SELECT period FROM staging.closed_period)
),
sealed AS (
    SELECT
        z.unit_id, z.unit_code, z.unit_name, z.unit_level, z.parent_unit_id, z.period, z.year, z.indicator, z.breakdown,
        z.actual::DECIMAL(30, 10) AS actual, z.target::DECIMAL(30, 10) AS target, z.target_original::DECIMAL(30, 10) AS target_original,
        z.attainment_pct::DECIMAL(38, {{percent_scale}}) AS attainment_pct, z.remaining::DECIMAL(30, 10) AS remaining,
        z.expected_units, z.reported_units, z.contributing_units, z.status, z.reported_quarters, z.expected_quarters, s.decimals,
        z.inherited_ytd::DECIMAL(30, 10) AS inherited_ytd, o.position, s.ordinal
    FROM ledger.sealed_yearly AS z
    JOIN staging.closed_period AS c USING (action_id)
    LEFT JOIN ledger.unit_key AS k ON k.unit_id = z.unit_id
    LEFT JOIN staging.unit_order AS o ON o.unit_key = k.unit_key
    LEFT JOIN staging.series AS s ON s.indicator = z.indicator AND s.breakdown = z.breakdown
)
SELECT * EXCLUDE (position, ordinal)
FROM (FROM open UNION ALL FROM sealed)
ORDER BY year, position NULLS LAST, ordinal NULLS LAST
