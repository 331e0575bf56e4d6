-- target: every target assigned, for years and terms side by side, amendments too: which was assigned first, from when to when each is
-- in force, and which is the last one known.
-- Grain: unit × horizon × series × assignment.
-- Inputs: staging.target, staging.series, core.assigned_target, core.closing_stock, ledger.unit_key, ledger.series_key, staging.unit_order
-- Rebuild: published
-- Table: Chỉ tiêu được giao, cả các lần điều chỉnh | Targets assigned, amendments too
-- Column: unit_id | Đơn vị | Unit
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: horizon | Năm hoặc giai đoạn | Year or term
-- Column: kind | absolute số tuyệt đối, floor trở lên, share tỷ lệ của số thời điểm, withdrawn thôi giao | absolute, floor (at least), share of a stock, or withdrawn
-- Column: value | Giá trị chỉ tiêu; của tỷ lệ: tỷ lệ nhân số gốc, làm tròn nửa lên | Value; of a share: the share of its base, rounded half up
-- Column: source | registry sổ chỉ tiêu, workbook tệp báo cáo | registry or workbook
-- Column: decision | Số quyết định | Number of the decision
-- Column: signed_date | Ngày ký | Signed
-- Column: effective_date | Ngày hiệu lực | Effective
-- Column: effective_to | Ngày cuối còn hiệu lực, trước khi có điều chỉnh | Last day in force, before the next amendment
-- Column: is_original | Giao lần đầu | Assigned first
-- Column: is_current | Lần giao mới nhất đã biết, kể cả chưa đến ngày hiệu lực | The last one known, also when it takes effect later
-- Column: used | Được dùng để tính; sổ chỉ tiêu được ưu tiên hơn tệp báo cáo | Counts: the registry goes before workbooks
-- Column: share | Tỷ lệ, phần trăm | The share, per cent
-- Column: share_of | Chỉ tiêu thời điểm làm gốc | The stock that it is a share of
-- Column: share_base | Số gốc: số cuối năm trước giai đoạn | The base: the stock at the end of the year before the horizon
-- Column: share_base_period | Kỳ của số gốc | Period of the base
-- Column: share_base_complete | Số gốc đủ mọi đơn vị | No unit is missing in the base
WITH registry AS (
    SELECT
        t.unit_key, t.series_key, t.first_year, t.last_year, t.kind,
        CASE t.kind WHEN 'share' THEN share_of_stock(t.amount, c.stock, coalesce(s.decimals, 0)) ELSE t.amount END::DECIMAL(29, 10) AS value,
        'registry' AS source, t.decision, t.signed_date, t.effective_date, t.effective_to, t.turn, t.ordinal::BIGINT AS ordinal, true AS used,
        CASE t.kind WHEN 'share' THEN t.amount END AS share, k.indicator AS share_of, c.stock AS share_base,
        CASE WHEN c.stock IS NOT NULL THEN printf('%04d-Q%d', c.year, quarter_of(c.month)) END AS share_base_period, c.complete AS share_base_complete
    FROM staging.target AS t
    LEFT JOIN staging.series AS s ON s.series_key = t.series_key
    LEFT JOIN ledger.series_key AS k ON k.series_key = t.share_of
    LEFT JOIN core.closing_stock AS c ON c.year = t.first_year - 1 AND c.unit_key = t.unit_key AND c.series_key = t.share_of
),
workbook AS (
    SELECT
        unit_key, series_key, year AS first_year, year AS last_year, kind, value, source, decision, signed_date,
        effective_date, effective_to, turn, ordinal, used,
        NULL AS share, NULL AS share_of, NULL AS share_base, NULL AS share_base_period, NULL AS share_base_complete
    FROM core.assigned_target WHERE source = 'workbook'
),
assigned AS (
    SELECT *, CASE WHEN first_year = last_year THEN printf('%04d', first_year) ELSE printf('%04d-%04d', first_year, last_year) END AS horizon
    FROM (FROM registry UNION ALL FROM workbook)
)
SELECT
    k.unit_id, i.indicator, i.breakdown, a.horizon, a.kind, a.value::DECIMAL(29, 10) AS value, a.source, a.decision, a.signed_date, a.effective_date,
    CASE WHEN a.used THEN a.effective_to END::DATE AS effective_to, a.used AND a.turn = 1 AS is_original, a.used AND a.effective_to IS NULL AS is_current, a.used,
    a.share::DECIMAL(29, 10) AS share, a.share_of, a.share_base::DECIMAL(29, 10) AS share_base, a.share_base_period, a.share_base_complete
FROM assigned AS a
JOIN ledger.unit_key AS k USING (unit_key)
JOIN ledger.series_key AS i USING (series_key)
LEFT JOIN staging.unit_order AS o USING (unit_key)
ORDER BY o.position NULLS LAST, a.horizon, i.indicator, i.breakdown, a.effective_date, a.source, a.ordinal
