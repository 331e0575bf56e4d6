-- submission: each form in each workbook ever received, and what became of it.
-- Grain: submission.
-- Inputs: ledger.submission, staging.submission_state, staging.standing, ledger.unit_key
-- Rebuild: published
-- Table: Từng lần nộp | Each workbook received
-- Column: submission_id | Mã lần nộp | Identifier: the start of the content's SHA-256, with .2, .3 for further forms in it
-- Column: file_name | Tên tệp | File name
-- Column: path | Vị trí trong thư mục tiếp nhận | Path below the inbox
-- Column: received_at | Thời điểm nhận (giờ UTC) | When it was received (UTC)
-- Column: recorded_at | Thời điểm ghi nhận (giờ UTC) | When it was recorded (UTC)
-- Column: form | Biểu mẫu | Form
-- Column: unit_id | Đơn vị | Unit
-- Column: period | Kỳ báo cáo | Period
-- Column: status | current đang dùng, superseded đã thay thế, rejected bị trả lại, retracted đã rút, held chờ quyết định | current, superseded, rejected, retracted, or held until somebody decides
-- Column: sha256 | SHA-256 của nội dung | SHA-256 of the content
SELECT
    s.submission_id, s.file_name, s.path, s.received_at, s.recorded_at, t.form_id AS form, k.unit_id, t.period,
    CASE WHEN t.retracted THEN 'retracted' WHEN NOT t.accepted THEN 'rejected' ELSE c.standing END AS status,
    s.sha256
FROM ledger.submission AS s
JOIN staging.submission_state AS t USING (submission_id)
LEFT JOIN staging.standing AS c ON c.submission_id = s.submission_id
LEFT JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
ORDER BY s.receipt, s.part
