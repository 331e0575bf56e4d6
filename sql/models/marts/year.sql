-- year: the years that have tables, and how final each is: by the same rule as a quarter. A year is provisional once every unit has
-- reported every period of it.
-- Grain: year.
-- Inputs: core.period, core.attainment_year, staging.closed_period
-- Rebuild: published
-- Table: Các năm có bảng kết quả | Years that have tables
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm | Year
-- Column: last_quarter | Quý gần nhất có bảng | Last quarter that has tables
-- Column: kind | preliminary số ước (năm chưa hết hoặc còn đơn vị chưa báo cáo), provisional số sơ bộ (đủ đơn vị), final số chính thức (đã khóa) | preliminary, provisional or final
WITH gap AS (SELECT DISTINCT year FROM core.attainment_year WHERE status <> 'complete')
SELECT
    printf('%04d', q.year) AS period, q.year, q.quarter AS last_quarter,
    CASE WHEN c.period IS NOT NULL THEN 'final'
        ELSE coalesce(getvariable('declared_kinds')[printf('%04d', q.year)], CASE WHEN g.year IS NOT NULL THEN 'preliminary' ELSE 'provisional' END)
    END AS kind
FROM core.period AS q
LEFT JOIN gap AS g ON g.year = q.year
LEFT JOIN staging.closed_period AS c ON c.period = printf('%04d', q.year)
WHERE q.is_last
ORDER BY q.year
