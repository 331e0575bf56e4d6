-- attainment_quarterly: what was achieved against what was assigned, by quarter.
-- Grain: unit × quarter × indicator × breakdown.
-- Inputs: staging.closed_period, ledger.sealed_quarterly, core.attainment, core.tree, core.period, staging.series, staging.unit_order, ledger.unit_key
-- A closed quarter has the rows with which it was closed.
-- Rebuild: published, year by year
-- Table: Kết quả thực hiện so với chỉ tiêu được giao, theo quý | Results against assigned targets, by quarter
-- Column: unit_id | Mã định danh đơn vị, không đổi | Identifier of the unit, stable
-- Column: unit_code | Mã đơn vị tại thời điểm cuối kỳ | Official code of the unit at the period's end
-- Column: unit_name | Tên đơn vị tại thời điểm cuối kỳ | Name of the unit at the period's end
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm | Year
-- Column: quarter | Quý | Quarter
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó (total: toàn bộ) | Breakdown (total: the whole)
-- Column: actual | Thực hiện trong kỳ; với chỉ tiêu thời điểm: số cuối kỳ | Achieved in the period; a stock at its end
-- Column: actual_ytd | Lũy kế từ đầu năm | Cumulative since 1 January
-- Column: target | Chỉ tiêu được giao, có hiệu lực cuối kỳ | Target in force at the period's end
-- Column: target_original | Chỉ tiêu giao lần đầu | Target assigned first
-- Column: attainment_pct | Tỷ lệ đạt: lũy kế so với chỉ tiêu, phần trăm | Attainment: cumulative of target, per cent
-- Column: remaining | Còn phải thực hiện | Target less cumulative
-- Column: expected_units | Số đơn vị phải báo cáo | Units that must report
-- Column: reported_units | Số đơn vị đã báo cáo | Units that reported
-- Column: contributing_units | Số đơn vị có kết quả trong kỳ | Units with more than zero in the period
-- Column: contributing_units_ytd | Số đơn vị có kết quả từ đầu năm | Units with more than zero since 1 January
-- Column: status | Tình trạng: complete đủ, partial chưa đủ, missing chưa có báo cáo, ended đơn vị đã kết thúc | complete, partial, missing or ended
-- Column: decimals | Số chữ số thập phân của chỉ tiêu | Decimal digits that the indicator declares
-- Column: inherited_ytd | Phần lũy kế nhận từ các đơn vị tiền thân, đã nằm trong số của các đơn vị đó | What of the cumulative is its predecessors', and stands in their numbers already
WITH open AS (
    SELECT
        t.unit_id, t.code AS unit_code, t.name AS unit_name, t.level AS unit_level, p.unit_id AS parent_unit_id,
        q.period, a.year, q.quarter, s.indicator, s.breakdown,
        CASE WHEN s.is_stock THEN a.stock ELSE a.flow END::DECIMAL(30, 10) AS actual,
        CASE WHEN NOT s.is_stock THEN a.ytd END::DECIMAL(30, 10) AS actual_ytd,
        CASE WHEN NOT s.is_stock THEN a.target END::DECIMAL(30, 10) AS target,
        CASE WHEN NOT s.is_stock THEN a.target_original END::DECIMAL(30, 10) AS target_original,
        CASE WHEN NOT s.is_stock
            THEN percent_units(a.ytd, a.target, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}}
        END::DECIMAL(38, {{percent_scale}}) AS attainment_pct,
        CASE WHEN s.is_stock THEN NULL WHEN a.target_kind = 'floor' AND a.target < a.ytd THEN 0 ELSE a.target - a.ytd
        END::DECIMAL(30, 10) AS remaining,
        a.expected AS expected_units, a.reported AS reported_units, a.contributing AS contributing_units,
        CASE WHEN NOT s.is_stock THEN a.contributing_ytd END AS contributing_units_ytd, a.status,
        s.decimals, a.inherited::DECIMAL(30, 10) AS inherited_ytd, o.position, s.ordinal
    FROM core.attainment AS a
    JOIN core.tree AS t ON t.year = a.year AND t.month = a.month AND t.unit_key = a.unit_key
    JOIN core.period AS q ON q.year = a.year AND q.month = a.month
    JOIN staging.series AS s ON s.series_key = a.series_key
    JOIN staging.unit_order AS o ON o.unit_key = a.unit_key
    LEFT JOIN ledger.unit_key AS p ON p.unit_key = t.parent_key
    WHERE a.quarterly AND a.listed AND q.period NOT IN (SELECT period FROM staging.closed_period)
),
sealed AS (
    SELECT
        z.unit_id, z.unit_code, z.unit_name, z.unit_level, z.parent_unit_id, z.period, z.year, z.quarter, z.indicator, z.breakdown,
        z.actual::DECIMAL(30, 10) AS actual, z.actual_ytd::DECIMAL(30, 10) AS actual_ytd, z.target::DECIMAL(30, 10) AS target,
        z.target_original::DECIMAL(30, 10) AS target_original, z.attainment_pct::DECIMAL(38, {{percent_scale}}) AS attainment_pct,
        z.remaining::DECIMAL(30, 10) AS remaining, z.expected_units, z.reported_units, z.contributing_units, z.contributing_units_ytd, z.status,
        s.decimals, z.inherited_ytd::DECIMAL(30, 10) AS inherited_ytd, o.position, s.ordinal
    FROM ledger.sealed_quarterly AS z
    JOIN staging.closed_period AS c USING (action_id)
    LEFT JOIN ledger.unit_key AS k ON k.unit_id = z.unit_id
    LEFT JOIN staging.unit_order AS o ON o.unit_key = k.unit_key
    LEFT JOIN staging.series AS s ON s.indicator = z.indicator AND s.breakdown = z.breakdown
)
SELECT * EXCLUDE (position, ordinal)
FROM (FROM open UNION ALL FROM sealed)
ORDER BY year, quarter, position NULLS LAST, ordinal NULLS LAST
