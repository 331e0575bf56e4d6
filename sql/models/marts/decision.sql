-- decision: what staff decided about submissions and periods.
-- Grain: decision.
-- Inputs: ledger.action
-- Rebuild: published
-- Table: Quyết định của cán bộ tổng hợp | What staff decided
-- Column: action_id | Số thứ tự | Number
-- Column: kind | retract rút lần nộp, unretract bỏ rút, accept chấp nhận lần nộp đang chờ, close khóa kỳ, reopen mở lại kỳ, forget xóa bỏ nội dung | retract, unretract, accept, close, reopen or forget
-- Column: subject | Lần nộp hoặc kỳ báo cáo | The submission or period
-- Column: reason | Lý do | Why
-- Column: actor | Người quyết định | Who
-- Column: recorded_at | Thời điểm (giờ UTC) | When (UTC)
-- Column: run_id | Số thứ tự trong nhật ký (bảng run) | Its number in the table run
-- Column: incomplete | Khi khóa sổ còn thiếu gì; để trống khi đủ | What a period lacked when it was closed; empty for none
-- Column: unit_id | Đơn vị mà cán bộ tổng hợp xác định cho lần nộp; để trống khi theo tên ghi trong biểu | Whose staff said that the submission is; empty where its head says it
SELECT action_id, kind, subject, reason, actor, recorded_at, run_id, incomplete, unit_id
FROM ledger.action WHERE recorded_at <= getvariable('as_of')
ORDER BY action_id
