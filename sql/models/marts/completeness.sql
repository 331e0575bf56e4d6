-- completeness: who submitted which form for which period, and when. A unit that reports zero has submitted; one that sends nothing is missing.
-- Grain: unit × form × period.
-- Inputs: core.expected_period, staging.unit, staging.unit_order, staging.submission_state
-- Rebuild: published
-- Table: Tình hình nộp báo cáo của từng đơn vị | Who submitted what, and when
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: unit_name | Tên đơn vị | Name of the unit
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: form | Biểu mẫu | Form
-- Column: period | Kỳ báo cáo | Period
-- Column: period_end | Ngày cuối kỳ | Last day of the period
-- Column: due_date | Hạn nộp | Due date
-- Column: last_date | Ngày cuối cùng còn tính đúng hạn (hạn nộp và thời gian gia hạn) | Last day that is on time: due date and grace
-- Column: received_at | Thời điểm nhận bản hợp lệ đầu tiên (giờ UTC) | When the first accepted workbook was received (UTC)
-- Column: status | on_time đúng hạn, late muộn, rejected bị trả lại, missing chưa nộp | on_time, late, rejected or missing
-- Column: days_late | Số ngày nộp muộn so với hạn nộp | Days from the due date until a late workbook was received
-- Column: note | retracted đã nộp rồi rút lại, correction_rejected bản sửa bị trả lại (bản trước vẫn được dùng) | retracted: sent and taken out again; correction_rejected: the last workbook was rejected, the one before stays in force
-- Column: submission_id | Lần nộp đang dùng hoặc bị trả lại gần nhất | The submission in force, or the last one rejected
-- Column: rejected_submission_id | Lần nộp bị trả lại cần sửa và gửi lại | The rejected submission to be corrected and sent again
WITH expected AS (
    SELECT
        u.unit_key, u.unit_id, arg_max(u.name, e.last_day) AS name, arg_max(u.level, e.last_day) AS level, e.form_id, e.period, e.year, e.month,
        max(e.last_day) AS period_end, max(e.due_date) AS due_date, max(e.last_date) AS last_date
    FROM core.expected_period AS e
    JOIN staging.unit AS u ON e.last_day BETWEEN u.valid_from AND u.valid_to
        AND (array_contains(e.submitters, u.level) OR array_contains(e.submitter_units, u.unit_id))
    GROUP BY u.unit_key, u.unit_id, e.form_id, e.period, e.year, e.month
),
received AS (
    SELECT
        form_id, unit_key, period,
        min(received_at) FILTER (WHERE accepted AND NOT retracted) AS received_at,
        arg_max(submission_id, receipt) FILTER (WHERE accepted AND NOT retracted) AS accepted_id,
        max(receipt) FILTER (WHERE accepted AND NOT retracted) AS accepted_receipt,
        arg_max(submission_id, receipt) FILTER (WHERE NOT accepted AND NOT retracted) AS rejected_id,
        max(receipt) FILTER (WHERE NOT accepted AND NOT retracted) AS rejected_receipt,
        max(receipt) FILTER (WHERE retracted) AS retracted_receipt
    FROM staging.submission_state
    GROUP BY form_id, unit_key, period
),
judged AS (
    SELECT
        e.*, r.received_at, r.accepted_id, local_date(r.received_at, getvariable('time_zone')) AS received_on,
        CASE WHEN r.rejected_receipt > coalesce(r.accepted_receipt, r.retracted_receipt, 0) THEN r.rejected_id END AS rejected_id,
        r.accepted_id IS NULL AND r.retracted_receipt > coalesce(r.rejected_receipt, 0) AS retracted
    FROM expected AS e
    LEFT JOIN received AS r ON r.form_id = e.form_id AND r.unit_key = e.unit_key AND r.period = e.period
)
SELECT
    j.unit_id, j.name AS unit_name, j.level AS unit_level, j.form_id AS form, j.period, j.period_end, j.due_date, j.last_date, j.received_at,
    CASE
        WHEN j.accepted_id IS NOT NULL THEN CASE WHEN j.received_on > j.last_date THEN 'late' ELSE 'on_time' END
        WHEN j.rejected_id IS NOT NULL THEN 'rejected'
        ELSE 'missing'
    END AS status,
    CASE WHEN j.received_on > j.last_date THEN days_between(j.due_date, j.received_on) END::INTEGER AS days_late,
    CASE WHEN j.retracted THEN 'retracted' WHEN j.accepted_id IS NOT NULL AND j.rejected_id IS NOT NULL THEN 'correction_rejected' END AS note,
    coalesce(j.accepted_id, j.rejected_id) AS submission_id, j.rejected_id AS rejected_submission_id
FROM judged AS j
JOIN staging.unit_order AS o ON o.unit_key = j.unit_key
ORDER BY o.position, j.form_id, j.year, j.month, j.period
