-- run: each command that changed the ledger: who, when, why.
-- Grain: run.
-- Inputs: ledger.run
-- Rebuild: published
-- Table: Nhật ký: ai, khi nào, vì sao | Audit: who, when, why
-- Column: run_id | Số thứ tự | Number
-- Column: kind | Loại lệnh | Command
-- Column: actor | Người thực hiện | Who
-- Column: reason | Lý do | Why
-- Column: program | Phiên bản chương trình | Program version
-- Column: recorded_at | Thời điểm (giờ UTC) | When (UTC)
-- Column: found | Số tệp tìm thấy | Workbooks found
-- Column: fresh | Số tệp mới | New
-- Column: unchanged | Số tệp không đổi | Unchanged
-- Column: accepted | Số tệp được nhận | Accepted
-- Column: rejected | Số tệp bị trả lại | Rejected
SELECT run_id, kind, actor, reason, program, recorded_at, found, fresh, unchanged, accepted, rejected
FROM ledger.run
WHERE recorded_at <= getvariable('as_of')
ORDER BY run_id
