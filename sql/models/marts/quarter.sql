-- quarter: the quarters that have tables, and how final each is: final once it is closed; otherwise what the office declared in
-- tonghop.yaml; otherwise preliminary while any unit's numbers are missing, and provisional once all are there. It follows from the ledger
-- and the configuration alone: the passing of time changes nothing.
-- Grain: quarter.
-- Inputs: core.period, core.attainment, staging.closed_period
-- Rebuild: published
-- Table: Các quý có bảng kết quả | Quarters that have tables
-- Column: period | Kỳ báo cáo | Period
-- Column: year | Năm | Year
-- Column: quarter | Quý | Quarter
-- Column: last_day | Ngày cuối kỳ | Last day
-- Column: kind | preliminary số ước (còn đơn vị chưa báo cáo), provisional số sơ bộ (đủ đơn vị), final số chính thức (đã khóa) | preliminary, provisional or final
WITH gap AS (SELECT DISTINCT year, month FROM core.attainment WHERE quarterly AND reported < expected)
SELECT
    q.period, q.year, q.quarter, q.last_day,
    CASE WHEN c.period IS NOT NULL THEN 'final'
        ELSE coalesce(getvariable('declared_kinds')[q.period], CASE WHEN g.year IS NOT NULL THEN 'preliminary' ELSE 'provisional' END)
    END AS kind
FROM core.period AS q
LEFT JOIN gap AS g ON g.year = q.year AND g.month = q.month
LEFT JOIN staging.closed_period AS c ON c.period = q.period
ORDER BY q.year, q.quarter
