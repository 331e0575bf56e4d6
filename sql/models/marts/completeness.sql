-- completeness: who submitted which form for which period, and when. A unit that reports zero has submitted; one that sends nothing is missing.
-- Grain: unit × form × period.
-- Inputs: core.expected_period, staging.obligation, staging.lifetime, staging.unit, staging.unit_order,
--         staging.submission_state, staging.standing, ledger.finding
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
-- Column: received_at | Thời điểm nhận bản hợp lệ đầu tiên (giờ UTC) | When the first accepted or held workbook was received (UTC)
-- Column: status | on_time đúng hạn, late muộn, rejected bị trả lại, held chờ quyết định, missing chưa nộp | on_time, late, rejected, held or missing
-- Column: days_late | Số ngày nộp muộn so với hạn nộp | Days from the due date until a late workbook was received
-- Column: note | retracted đã nộp rồi rút lại, correction_rejected bản sửa bị trả lại (bản trước vẫn được dùng), correction_held bản sửa chờ quyết định (bản trước vẫn được dùng), units_unreported đã nộp nhưng chưa ghi kết quả của một số đơn vị | retracted: sent and taken out again; correction_rejected, correction_held: the last workbook was rejected or is held, the one before stays in force; units_unreported: sent, but it states nothing of some units
-- Column: submission_id | Lần nộp đang dùng, hoặc đang chờ hay bị trả lại gần nhất | The submission in force, or the last one held or rejected
-- Column: rejected_submission_id | Lần nộp bị trả lại cần sửa và gửi lại | The rejected submission to be corrected and sent again
-- Column: held_submission_id | Lần nộp chờ cán bộ chấp nhận hoặc rút | The held submission that waits to be accepted or retracted
WITH ended AS (
    -- One that ended within the period is asked once more if the form says so, and one that did report counts too.
    SELECT
        l.unit_key, u.unit_id, u.name, u.level, e.form_id, e.period, e.year, e.month, e.last_day, e.due_date,
            e.last_date,
        o.final
    FROM core.expected_period AS e
    JOIN staging.obligation AS o ON o.obligation_id = e.obligation_id
    JOIN staging.lifetime AS l
        ON l.ended < e.last_day
        AND l.ended > CASE WHEN o.kind = 'quarter' AND e.month > 3
            THEN month_end_by(e.year, greatest(e.month - 3, 3), o.cutoff_day)
            ELSE month_end_by(e.year - 1, 12, o.cutoff_day) END
    JOIN staging.unit AS u ON u.unit_key = l.unit_key AND u.valid_to = l.ended
    WHERE array_contains(e.submitters, u.level) OR array_contains(e.submitter_units, u.unit_id)
),
counting AS (SELECT DISTINCT form_id, unit_key, period FROM staging.standing WHERE standing = 'current'),
asked AS (
    SELECT
        u.unit_key, u.unit_id, u.name, u.level, e.form_id, e.period, e.year, e.month, e.last_day, e.due_date,
            e.last_date
    FROM core.expected_period AS e
    JOIN staging.unit AS u ON e.last_day BETWEEN u.valid_from AND u.valid_to
        AND (array_contains(e.submitters, u.level) OR array_contains(e.submitter_units, u.unit_id))
    UNION ALL
    SELECT
        n.unit_key, n.unit_id, n.name, n.level, n.form_id, n.period, n.year, n.month, n.last_day, n.due_date,
            n.last_date
    FROM ended AS n
    LEFT JOIN counting AS c ON c.form_id = n.form_id AND c.unit_key = n.unit_key AND c.period = n.period
    WHERE n.final OR c.unit_key IS NOT NULL
),
expected AS (
    SELECT
        unit_key, unit_id, arg_max(name, last_day) AS name, arg_max(level, last_day) AS level, form_id, period, year,
            month,
        max(last_day) AS period_end, max(due_date) AS due_date, max(last_date) AS last_date
    FROM asked
    GROUP BY unit_key, unit_id, form_id, period, year, month
),
received AS (
    SELECT
        t.form_id, t.unit_key, t.period,
        min(t.received_at) FILTER (WHERE s.standing IN ('current', 'superseded')) AS accepted_at,
        min(t.received_at) FILTER (WHERE s.standing = 'held') AS held_at,
        max(t.submission_id) FILTER (WHERE s.standing = 'current') AS accepted_id,
        max(s.place) FILTER (WHERE s.standing = 'current') AS accepted_receipt,
        arg_max(t.submission_id, s.place) FILTER (WHERE s.standing = 'held') AS held_id,
        max(s.place) FILTER (WHERE s.standing = 'held') AS held_receipt,
        arg_max(t.submission_id, t.receipt) FILTER (WHERE NOT t.accepted AND NOT t.retracted) AS rejected_id,
        max(t.receipt) FILTER (WHERE NOT t.accepted AND NOT t.retracted) AS rejected_receipt,
        max(t.receipt) FILTER (WHERE t.retracted) AS retracted_receipt
    FROM staging.submission_state AS t
    LEFT JOIN staging.standing AS s ON s.submission_id = t.submission_id
    GROUP BY t.form_id, t.unit_key, t.period
),
-- Workbooks with many units that state nothing of some of them: a row is blank, or is not there.
unreported AS (
    SELECT DISTINCT t.submission_id
    FROM staging.submission_state AS t
    JOIN ledger.finding AS f ON f.reading_id = t.reading_id
    WHERE f.code IN ('units_blank', 'units_not_listed')
),
judged AS (
    SELECT
        e.*, r.accepted_id, r.held_id, u.submission_id IS NOT NULL AS unreported,
        CASE WHEN r.accepted_id IS NULL THEN r.held_at ELSE r.accepted_at END AS received_at,
        CASE
            WHEN r.rejected_receipt > coalesce(r.held_receipt, r.accepted_receipt, r.retracted_receipt, 0)
                THEN r.rejected_id
        END AS rejected_id,
        r.accepted_id IS NULL AND r.held_id IS NULL AND r.retracted_receipt > coalesce(r.rejected_receipt, 0)
            AS retracted
    FROM expected AS e
    LEFT JOIN received AS r ON r.form_id = e.form_id AND r.unit_key = e.unit_key AND r.period = e.period
    LEFT JOIN unreported AS u ON u.submission_id = r.accepted_id
),
dated AS (SELECT *, local_date(received_at, getvariable('time_zone')) AS received_on FROM judged)
SELECT
    j.unit_id, j.name AS unit_name, j.level AS unit_level, j.form_id AS form, j.period, j.period_end, j.due_date,
        j.last_date, j.received_at,
    CASE
        WHEN j.accepted_id IS NOT NULL THEN CASE WHEN j.received_on > j.last_date THEN 'late' ELSE 'on_time' END
        WHEN j.rejected_id IS NOT NULL THEN 'rejected'
        WHEN j.held_id IS NOT NULL THEN 'held'
        ELSE 'missing'
    END AS status,
    CASE WHEN j.accepted_id IS NOT NULL AND j.received_on > j.last_date THEN days_between(j.due_date,
        j.received_on) END::INTEGER AS days_late,
    CASE
        WHEN j.retracted THEN 'retracted'
        WHEN j.accepted_id IS NOT NULL AND j.rejected_id IS NOT NULL THEN 'correction_rejected'
        WHEN j.accepted_id IS NOT NULL AND j.held_id IS NOT NULL THEN 'correction_held'
        WHEN j.unreported THEN 'units_unreported'
    END AS note,
    coalesce(j.accepted_id, j.rejected_id, j.held_id) AS submission_id, j.rejected_id AS rejected_submission_id,
    j.held_id AS held_submission_id
FROM dated AS j
JOIN staging.unit_order AS o ON o.unit_key = j.unit_key
ORDER BY o.position, j.form_id, j.year, j.month, j.period
