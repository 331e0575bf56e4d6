-- reconciliation: numbers that should agree and do not.
-- Grain: unit × period (a quarter, or a term for its targets) × indicator × breakdown × kind × measure.
-- Inputs: core.reconciliation, core.period, attainment_term, staging.series, staging.unit_order, ledger.unit_key, ledger.submission
-- Rebuild: published
-- Table: Số liệu lẽ ra phải khớp nhưng không khớp | Numbers that should agree and do not
-- Column: unit_id | Đơn vị | Unit
-- Column: period | Kỳ | Period
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: measure | flow trong kỳ, ytd lũy kế, stock thời điểm, target chỉ tiêu giao | flow, ytd, stock or target
-- Column: kind | stated_total tổng tự ghi, cumulative_flow lũy kế khác kỳ trước cộng trong kỳ, cumulative_falls lũy kế nhỏ hơn kỳ trước, target_children chỉ tiêu cấp dưới, target_source nguồn chỉ tiêu, duplicate_source hai biểu, succession_asked lũy kế có gồm đơn vị tiền thân hay không, succession_differs lũy kế khác khai báo sắp xếp đơn vị, succession_unreported đơn vị kết thúc chưa báo cáo đến cùng, target_missing đơn vị kế tục chưa có chỉ tiêu | what was compared
-- Column: stated | Số ghi trong báo cáo | What is stated
-- Column: computed | Số tính lại | What is computed
-- Column: difference | Chênh lệch | Stated less computed
-- Column: submission_id | Lần nộp | Submission
-- Column: file_name | Tên tệp | File name
-- Column: sheet | Trang tính | Sheet
-- Column: cell | Ô | Cell
WITH quarterly AS (
    SELECT
        k.unit_id, q.period, s.indicator, s.breakdown, r.measure, r.kind, r.stated::DECIMAL(30, 10) AS stated, r.computed::DECIMAL(30, 10) AS computed,
        r.difference::DECIMAL(30, 10) AS difference, r.submission_id, f.file_name, r.sheet, r.cell, r.year, r.month
    FROM core.reconciliation AS r
    JOIN core.period AS q ON q.year = r.year AND q.month = r.month
    JOIN staging.series AS s ON s.series_key = r.series_key
    JOIN ledger.unit_key AS k ON k.unit_key = r.unit_key
    LEFT JOIN ledger.submission AS f ON f.submission_id = r.submission_id
),
term AS (
    SELECT
        p.unit_id, p.period, p.indicator, p.breakdown, 'target' AS measure, 'target_children' AS kind, p.target AS stated, TRY_CAST(sum(c.target) AS DECIMAL(30, 10)) AS computed,
        TRY_CAST(p.target - sum(c.target) AS DECIMAL(30, 10)) AS difference, NULL AS submission_id, NULL AS file_name, NULL AS sheet, NULL AS cell, p.last_year AS year, 13 AS month
    FROM vintage.main.attainment_term AS p
    JOIN vintage.main.attainment_term AS c
        ON c.parent_unit_id = p.unit_id AND c.period = p.period AND c.indicator = p.indicator AND c.breakdown = p.breakdown
    WHERE p.target IS NOT NULL AND c.target IS NOT NULL
    GROUP BY p.unit_id, p.period, p.indicator, p.breakdown, p.target, p.last_year, p.decimals
    HAVING shown(p.target, p.decimals) <> shown(sum(c.target), p.decimals)
)
SELECT r.* EXCLUDE (year, month)
FROM (FROM quarterly UNION ALL FROM term) AS r
LEFT JOIN staging.series AS s ON s.indicator = r.indicator AND s.breakdown = r.breakdown
LEFT JOIN ledger.unit_key AS k ON k.unit_id = r.unit_id
LEFT JOIN staging.unit_order AS o ON o.unit_key = k.unit_key
ORDER BY
    o.position NULLS LAST, r.year, r.month, r.period, s.ordinal NULLS LAST, r.kind, r.measure,
    r.submission_id NULLS LAST, r.sheet NULLS LAST, r.cell NULLS LAST
