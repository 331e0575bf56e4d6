-- run: each command that changed the ledger: who, when, why.
-- Grain: run.
-- Inputs: ledger.run, ledger.definition, ledger.registry_version
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
-- Column: definitions | Cấu hình, biểu mẫu, danh mục thay đổi cùng lệnh này | Configuration, forms and registry that changed with it
WITH text AS (
    SELECT set_id, run_id, CASE kind WHEN 'form' THEN 'forms/' || name || '.yaml' ELSE name END AS file, sha256
    FROM ledger.definition WHERE recorded_at <= getvariable('as_of')
),
changed AS (
    SELECT t.run_id, t.file
    FROM text AS t
    ANTI JOIN text AS b ON b.set_id = t.set_id - 1 AND b.file = t.file AND b.sha256 = t.sha256
    UNION
    SELECT s.run_id, b.file
    FROM text AS b
    JOIN (SELECT DISTINCT set_id, run_id FROM text) AS s ON s.set_id = b.set_id + 1
    ANTI JOIN text AS t ON t.set_id = s.set_id AND t.file = b.file
    UNION
    SELECT run_id, 'registry/' FROM ledger.registry_version WHERE recorded_at <= getvariable('as_of')
),
definitions AS (SELECT run_id, array_join(array_sort(array_agg(file)), ', ') AS definitions FROM changed GROUP BY run_id)
SELECT r.run_id, r.kind, r.actor, r.reason, r.program, r.recorded_at, r.found, r.fresh, r.unchanged, r.accepted, r.rejected, d.definitions
FROM ledger.run AS r
LEFT JOIN definitions AS d ON d.run_id = r.run_id
WHERE r.recorded_at <= getvariable('as_of')
ORDER BY r.run_id
