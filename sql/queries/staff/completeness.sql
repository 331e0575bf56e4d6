-- completeness: how many units submitted, for each unit that stands above others, in each form's last period.
-- Answers: Kỳ gần nhất của mỗi biểu: bao nhiêu đơn vị đã nộp, theo từng đơn vị cấp trên? | Each form's last period: how many units have submitted, under each unit above them?
-- Grain: form × unit.
-- Inputs: completeness_rollup
-- Columns: form, period, unit_name, unit_level, expected, on_time, late, rejected, missing, submitted_pct
WITH last AS (SELECT *, rowid AS place
    FROM completeness_rollup QUALIFY period_end = max(period_end) OVER (PARTITION BY form))
SELECT l.form, l.period, l.unit_name, l.unit_level, l.expected, l.on_time, l.late, l.rejected, l.missing,
    l.submitted_pct
FROM last AS l
WHERE l.parent_unit_id IS NULL OR EXISTS (FROM last AS b WHERE b.form = l.form AND b.period = l.period
    AND b.parent_unit_id = l.unit_id)
ORDER BY l.form, l.place
