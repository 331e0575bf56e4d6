-- attainment_term: what was achieved against what was assigned for a term, such as 2021-2025: the sum of its years in current
-- boundaries, of a stock its last known value. A unit has a row when its year's table has one of a series that has a term's target.
-- A unit's own target that takes effect after its predecessors ended stands for theirs; otherwise theirs are added.
-- Grain: unit × term × indicator × breakdown.
-- Inputs: attainment_yearly_current, core.period, core.closing_stock, staging.boundary, staging.lifetime,
--         staging.target, staging.series, staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Kết quả thực hiện so với chỉ tiêu được giao cho cả giai đoạn | Results against the targets assigned for a term
-- Column: unit_id | Mã định danh đơn vị, không đổi | Identifier of the unit, stable
-- Column: unit_code | Mã đơn vị | Official code of the unit
-- Column: unit_name | Tên đơn vị | Name of the unit
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: period | Giai đoạn | Term
-- Column: first_year | Năm đầu | First year
-- Column: last_year | Năm cuối | Last year
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó (total: toàn bộ) | Breakdown (total: the whole)
-- Column: actual | Thực hiện từ đầu giai đoạn; với chỉ tiêu thời điểm: số gần nhất | Achieved in the term so far; a stock's last known value
-- Column: target | Chỉ tiêu được giao, có hiệu lực cuối giai đoạn | Target in force at the term's end
-- Column: target_original | Chỉ tiêu giao lần đầu | Target assigned first
-- Column: target_kind | absolute số tuyệt đối, floor trở lên, share tỷ lệ của số thời điểm, withdrawn thôi giao | absolute, floor, share or withdrawn
-- Column: attainment_pct | Tỷ lệ đạt, phần trăm | Attainment, per cent
-- Column: remaining | Còn phải thực hiện | Target less achieved
-- Column: met | Đã đạt: thực hiện không thấp hơn chỉ tiêu | Met: achieved is not less than the target
-- Column: reported_years | Số năm đã có báo cáo | Years with a report
-- Column: expected_years | Số năm phải báo cáo trong giai đoạn | Years of the term to report
-- Column: status | Tình trạng: complete đủ, partial chưa đủ, missing chưa có báo cáo | complete, partial or missing
-- Column: decimals | Số chữ số thập phân của chỉ tiêu | Decimal digits that the indicator declares
WITH assigned AS (
    SELECT
        t.first_year, t.last_year, t.unit_key, t.series_key, t.kind, t.turn, t.effective_date,
        CASE t.kind WHEN 'share' THEN share_of_stock(t.amount, c.stock, coalesce(s.decimals, 0)) ELSE t.amount END AS value
    FROM staging.target AS t
    LEFT JOIN staging.series AS s ON s.series_key = t.series_key
    LEFT JOIN core.closing_stock AS c ON c.year = t.first_year - 1 AND c.unit_key = t.unit_key AND c.series_key = t.share_of
    WHERE t.first_year < t.last_year AND t.effective_date <= make_date(t.last_year, 12, 31)
),
own AS (
    SELECT
        first_year, last_year, unit_key, series_key, arg_max_null(value, turn) AS target,
        arg_min_null(value, turn) AS target_original, arg_max(kind, turn) AS kind, max(effective_date) AS effective_date
    FROM assigned
    GROUP BY first_year, last_year, unit_key, series_key
),
-- each unit's own target, and those of units that passed into it as a whole
passed AS (
    SELECT
        o.first_year, o.last_year, b.place_key AS unit_key, o.series_key, o.target, o.target_original, o.kind
    FROM own AS o
    JOIN staging.lifetime AS l ON l.unit_key = o.unit_key
    JOIN staging.boundary AS b
        ON b.unit_key = o.unit_key AND b.place_key <> o.unit_key AND b.hidden_key IS NULL AND NOT b.shared
        AND b.own AND b.last_day = DATE '9999-12-31'
    LEFT JOIN own AS s
        ON s.first_year = o.first_year AND s.last_year = o.last_year AND s.unit_key = b.place_key
        AND s.series_key = o.series_key AND s.effective_date > l.ended
    WHERE s.unit_key IS NULL
),
target AS (
    SELECT
        first_year, last_year, unit_key, series_key, sum(target)::DECIMAL(30, 10) AS target,
        sum(target_original)::DECIMAL(30, 10) AS target_original,
        CASE WHEN min(kind) = max(kind) THEN min(kind) ELSE 'absolute' END AS kind
    FROM (
        SELECT first_year, last_year, unit_key, series_key, target, target_original, kind FROM own
        UNION ALL
        SELECT first_year, last_year, unit_key, series_key, target, target_original, kind FROM passed
    ) AS t
    GROUP BY first_year, last_year, unit_key, series_key
),
term AS (SELECT DISTINCT first_year, last_year, series_key FROM assigned),
tabled AS (
    SELECT t.first_year, t.last_year, count(DISTINCT q.year) AS years
    FROM (SELECT DISTINCT first_year, last_year FROM term) AS t
    JOIN core.period AS q ON q.year BETWEEN t.first_year AND t.last_year
    GROUP BY ALL
),
achieved AS (
    SELECT
        t.first_year, t.last_year, t.series_key, s.ordinal, s.decimals, y.unit_id, y.indicator, y.breakdown, arg_max_null(y.unit_code, y.year) AS unit_code,
        arg_max_null(y.unit_name, y.year) AS unit_name,
        arg_max_null(y.unit_level, y.year) AS unit_level,
        arg_max_null(y.parent_unit_id, y.year) AS parent_unit_id,
        TRY_CAST(CASE WHEN s.is_stock THEN arg_max(y.actual, y.year) ELSE sum(y.actual) END AS DECIMAL(30, 10)) AS actual,
        count(*) AS years, count(*) FILTER (WHERE y.reported_units > 0) AS reported_years, count(*) FILTER (WHERE y.status = 'complete') AS complete_years
    FROM term AS t
    JOIN staging.series AS s ON s.series_key = t.series_key
    JOIN vintage.main.attainment_yearly_current AS y ON y.indicator = s.indicator AND y.breakdown = s.breakdown AND y.year BETWEEN t.first_year AND t.last_year
    GROUP BY t.first_year, t.last_year, t.series_key, s.ordinal, s.decimals, s.is_stock, y.unit_id, y.indicator, y.breakdown
),
against AS (
    SELECT a.*, k.unit_key, g.target, g.target_original, g.kind, a.last_year - a.first_year + 1 - (d.years - a.years) AS expected_years
    FROM achieved AS a
    JOIN tabled AS d ON d.first_year = a.first_year AND d.last_year = a.last_year
    JOIN ledger.unit_key AS k ON k.unit_id = a.unit_id
    LEFT JOIN target AS g ON g.first_year = a.first_year AND g.last_year = a.last_year AND g.unit_key = k.unit_key AND g.series_key = a.series_key
)
SELECT
    a.unit_id, a.unit_code, a.unit_name, a.unit_level, a.parent_unit_id,
    printf('%04d-%04d', a.first_year, a.last_year) AS period, a.first_year, a.last_year, a.indicator, a.breakdown,
    a.actual::DECIMAL(30, 10) AS actual, a.target::DECIMAL(30, 10) AS target, a.target_original::DECIMAL(30, 10) AS target_original, a.kind AS target_kind,
    (percent_units(a.actual, a.target, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0) * {{percent_unit}})::DECIMAL(38, {{percent_digits}})
        AS attainment_pct,
    CASE WHEN a.kind = 'floor' AND a.target < a.actual THEN 0 ELSE a.target - a.actual END::DECIMAL(30, 10) AS remaining,
    a.actual >= a.target AS met,
    a.reported_years::INTEGER AS reported_years, a.expected_years::INTEGER AS expected_years,
    CASE WHEN a.reported_years = 0 THEN 'missing' WHEN a.complete_years = a.expected_years THEN 'complete' ELSE 'partial' END AS status,
    a.decimals
FROM against AS a
LEFT JOIN staging.unit_order AS o ON o.unit_key = a.unit_key
ORDER BY o.position NULLS LAST, a.first_year, a.last_year, a.ordinal
