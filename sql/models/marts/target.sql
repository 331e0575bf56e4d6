-- target: every target assigned, amendments too.
-- Grain: unit × horizon × series × assignment.
-- Inputs: core.assigned_target, ledger.target_row, ledger.registry_version, ledger.unit_key, ledger.series_key, staging.unit_order
-- Rebuild: published
-- Table: Chỉ tiêu được giao, cả các lần điều chỉnh | Targets assigned, amendments too
-- Column: unit_id | Đơn vị | Unit
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: horizon | Năm hoặc giai đoạn | Year or term
-- Column: kind | absolute số tuyệt đối, floor trở lên, share tỷ lệ của số thời điểm | absolute, floor or share of a stock
-- Column: value | Giá trị chỉ tiêu | Value
-- Column: source | registry sổ chỉ tiêu, workbook tệp báo cáo | registry or workbook
-- Column: decision | Số quyết định | Number of the decision
-- Column: signed_date | Ngày ký | Signed
-- Column: effective_date | Ngày hiệu lực | Effective
WITH term AS (
    SELECT *, printf('%04d-%04d', first_year, last_year) AS horizon FROM ledger.target_row
    WHERE first_year < last_year
      AND registry_id = (SELECT max(registry_id) FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of'))
),
assigned AS (
    SELECT unit_key, series_key, printf('%04d', year) AS horizon, kind, value, source, decision, signed_date, effective_date, ordinal FROM core.assigned_target
    UNION ALL
    SELECT unit_key, series_key, horizon, kind, value, 'registry', decision, signed_date, coalesce(effective_date, make_date(first_year, 1, 1)), ordinal FROM term
)
SELECT
    k.unit_id, s.indicator, s.breakdown, a.horizon, a.kind, a.value::{{value_type}} AS value, a.source, a.decision, a.signed_date, a.effective_date
FROM assigned AS a
JOIN ledger.unit_key AS k USING (unit_key)
JOIN ledger.series_key AS s USING (series_key)
LEFT JOIN staging.unit_order AS o USING (unit_key)
ORDER BY o.position, a.horizon, s.indicator, s.breakdown, a.effective_date, a.source, a.ordinal
