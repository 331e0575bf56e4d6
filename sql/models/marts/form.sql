-- form: the forms in force: who submits which for what periods, and until when.
-- Grain: form definition; a form that was redesigned has several.
-- Inputs: staging.obligation
-- Rebuild: published
-- Table: Các biểu mẫu đang áp dụng | Forms in force
-- Column: form | Biểu mẫu | Form
-- Column: title_vi | Tên biểu mẫu | Title in Vietnamese
-- Column: title_en | Tên biểu mẫu, tiếng Anh | Title in English
-- Column: period_kind | Loại kỳ báo cáo: quarter quý, half 6 tháng, nine_months 9 tháng, year năm | quarter, half, nine_months or year
-- Column: period_last_day | Ngày cuối kỳ trong tháng cuối, 0 là ngày cuối tháng | Last day of a period within its last month, 0: the month's end
-- Column: due_days | Hạn nộp: số ngày sau ngày cuối kỳ | Due so many days after the period's last day
-- Column: grace_days | Số ngày gia hạn | Further days in which it is still on time
-- Column: submitted_by | Cấp hoặc đơn vị phải nộp | Levels and units that submit it
-- Column: valid_from | Áp dụng cho kỳ kết thúc từ ngày | For periods that end from this day on
-- Column: valid_to | Áp dụng cho kỳ kết thúc đến ngày | For periods that end until this day
SELECT
    form_id AS form, title_vi, title_en, kind::STRING AS period_kind, cutoff_day AS period_last_day,
    CASE WHEN has_due THEN due_days END AS due_days, CASE WHEN has_due THEN grace_days END AS grace_days,
    array_join(concat(submitters, submitter_units), ', ') AS submitted_by,
    nullif(valid_from, DATE '0001-01-01') AS valid_from, nullif(valid_to, DATE '9999-12-31') AS valid_to
FROM staging.obligation
ORDER BY form_id, obligation_id
