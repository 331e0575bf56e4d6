-- attainment_target: attainment against each of a target's amendments that matter: the one assigned first, the one in force at the
-- period's end, and the last one known. Where a target was never amended all three are the attainment_pct of the other tables, and
-- there is no row here. A closed period's target in force and target assigned first are those with which it was closed.
-- Grain: unit × period × indicator × breakdown, of the quarters and years whose target was amended.
-- Inputs: attainment_quarterly, attainment_yearly, core.target, staging.series, staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Tỷ lệ đạt so với chỉ tiêu giao lần đầu, cuối kỳ và mới nhất, khi chỉ tiêu có điều chỉnh | Attainment against the original, the period-end and the current target, where a target was amended
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: period | Kỳ báo cáo | Period
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó (total: toàn bộ) | Breakdown (total: the whole)
-- Column: actual | Lũy kế từ đầu năm đến cuối kỳ | Cumulative since 1 January at the period's end
-- Column: target_original | Chỉ tiêu giao lần đầu | Target assigned first
-- Column: target | Chỉ tiêu có hiệu lực cuối kỳ | Target in force at the period's end
-- Column: target_current | Chỉ tiêu mới nhất đã biết, kể cả chưa đến ngày hiệu lực | The last target known, also when it takes effect later
-- Column: attainment_pct_original | Tỷ lệ đạt so với chỉ tiêu giao lần đầu | Attainment of the target assigned first
-- Column: attainment_pct | Tỷ lệ đạt so với chỉ tiêu cuối kỳ | Attainment of the target in force at the period's end
-- Column: attainment_pct_current | Tỷ lệ đạt so với chỉ tiêu mới nhất | Attainment of the last target known
-- Column: met | Đã đạt chỉ tiêu cuối kỳ | The target in force at the period's end is met
WITH published AS (
    SELECT unit_id, period, year, quarter, indicator, breakdown, actual_ytd AS actual, target, target_original, attainment_pct
    FROM vintage.main.attainment_quarterly
    UNION ALL
    SELECT unit_id, period, year, 5, indicator, breakdown, actual, target, target_original, attainment_pct
    FROM vintage.main.attainment_yearly
),
amended AS (
    SELECT k.unit_id, s.indicator, s.breakdown, s.ordinal, o.position, t.year, t.target_current
    FROM core.target AS t
    JOIN staging.series AS s ON s.series_key = t.series_key AND NOT s.is_stock
    JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
    LEFT JOIN staging.unit_order AS o ON o.unit_key = t.unit_key
    WHERE t.month = 12 AND t.amended
)
SELECT
    p.unit_id, p.period, p.indicator, p.breakdown, p.actual, p.target_original, p.target, a.target_current::DECIMAL(30, 10) AS target_current,
    (percent_units(p.actual, p.target_original, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}})::DECIMAL(38, {{percent_digits}})
        AS attainment_pct_original,
    p.attainment_pct,
    (percent_units(p.actual, a.target_current, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}})::DECIMAL(38, {{percent_digits}})
        AS attainment_pct_current,
    p.actual >= p.target AS met
FROM amended AS a
JOIN published AS p ON p.unit_id = a.unit_id AND p.indicator = a.indicator AND p.breakdown = a.breakdown AND p.year = a.year
ORDER BY a.position NULLS LAST, p.year, p.quarter, a.ordinal
