-- completeness: who submitted which form for which period, and when.
-- Grain: unit × form × period.
-- Inputs: core.quarter, staging.unit, staging.unit_order, staging.obligation, staging.submission_state
-- Rebuild: published
-- Table: Tình hình nộp báo cáo của từng đơn vị | Who submitted what, and when
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: unit_name | Tên đơn vị | Name of the unit
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: form | Biểu mẫu | Form
-- Column: period | Kỳ báo cáo | Period
-- Column: due_date | Hạn nộp | Due date
-- Column: received_at | Thời điểm nhận bản hợp lệ đầu tiên (giờ UTC) | When the first accepted workbook was received (UTC)
-- Column: status | on_time đúng hạn, late muộn, rejected bị trả lại, missing chưa nộp | on_time, late, rejected or missing
-- Column: submission_id | Lần nộp đang dùng hoặc bị trả lại gần nhất | The submission in force, or the last one rejected
WITH asked AS (
    SELECT
        o.*, q.year, q.quarter, q.last_day,
        CASE o.kind WHEN 'quarter' THEN q.period WHEN 'half' THEN printf('%04d-H1', q.year)
            WHEN 'nine_months' THEN printf('%04d-M9', q.year) ELSE printf('%04d', q.year) END AS period
    FROM core.quarter AS q
    JOIN staging.obligation AS o ON q.last_day BETWEEN o.valid_from AND o.valid_to
    WHERE CASE o.kind WHEN 'quarter' THEN true WHEN 'half' THEN q.quarter = 2 WHEN 'nine_months' THEN q.quarter = 3 ELSE q.quarter = 4 END
),
expected AS (
    SELECT DISTINCT
        u.unit_key, u.unit_id, u.name, u.level, a.form_id, a.period, a.year, a.quarter,
        CASE WHEN a.has_due THEN a.last_day + a.due_days END::DATE AS due_date,
        CASE WHEN a.has_due THEN a.last_day + a.due_days + a.grace_days END::DATE AS last_date
    FROM asked AS a
    JOIN staging.unit AS u ON a.last_day BETWEEN u.valid_from AND u.valid_to
        AND (list_contains(a.submitters, u.level) OR list_contains(a.submitter_units, u.unit_id))
),
received AS (
    SELECT
        form_id, unit_key, period,
        min(received_at) FILTER (accepted) AS received_at,
        arg_max(submission_id, receipt) FILTER (accepted) AS accepted_id,
        arg_max(submission_id, receipt) FILTER (NOT accepted) AS rejected_id
    FROM staging.submission_state WHERE NOT retracted
    GROUP BY form_id, unit_key, period
)
SELECT
    e.unit_id, e.name AS unit_name, e.level AS unit_level, e.form_id AS form, e.period, e.due_date, r.received_at,
    CASE
        WHEN r.accepted_id IS NOT NULL THEN
            CASE WHEN ((r.received_at AT TIME ZONE 'UTC') AT TIME ZONE getvariable('time_zone'))::DATE > e.last_date THEN 'late' ELSE 'on_time' END
        WHEN r.rejected_id IS NOT NULL THEN 'rejected'
        ELSE 'missing'
    END AS status,
    coalesce(r.accepted_id, r.rejected_id) AS submission_id
FROM expected AS e
LEFT JOIN received AS r ON r.form_id = e.form_id AND r.unit_key = e.unit_key AND r.period = e.period
JOIN staging.unit_order AS o ON o.unit_key = e.unit_key
ORDER BY o.position, e.form_id, e.year, e.quarter
