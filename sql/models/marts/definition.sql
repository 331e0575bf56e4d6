-- definition: the configuration and forms with which these tables were made.
-- Grain: text.
-- Inputs: ledger.definition
-- Rebuild: published
-- Table: Cấu hình và biểu mẫu đang áp dụng | Configuration and forms in force
-- Column: kind | configuration cấu hình, form biểu mẫu | configuration or form
-- Column: name | Tên tệp | Name
-- Column: sha256 | SHA-256 của nội dung | SHA-256 of the text
-- Column: recorded_at | Thời điểm ghi nhận (giờ UTC) | When it was recorded (UTC)
SELECT kind, name, sha256, recorded_at
FROM ledger.definition
WHERE set_id = (SELECT max(set_id) FROM ledger.definition WHERE recorded_at <= getvariable('as_of'))
ORDER BY kind, name
