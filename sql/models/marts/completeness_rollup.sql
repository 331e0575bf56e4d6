-- completeness_rollup: how many units submitted: for each unit itself and everything beneath it. Units are summed into their direct
-- parent, and those sums into everything above: any depth, nothing twice. The tree is the one at the period's end.
-- Grain: unit × form × period, for every unit that submits the form or stands above one that does.
-- Inputs: completeness, staging.lifetime, staging.unit, staging.unit_order, ledger.unit_key
-- Rebuild: published
-- Table: Tình hình nộp báo cáo, cộng dồn theo cây đơn vị | Who submitted, rolled up over the tree of units
-- Column: unit_id | Mã định danh đơn vị | Identifier of the unit
-- Column: unit_name | Tên đơn vị | Name of the unit
-- Column: unit_level | Cấp đơn vị | Level of the unit
-- Column: parent_unit_id | Đơn vị cấp trên | Unit above it
-- Column: form | Biểu mẫu | Form
-- Column: period | Kỳ báo cáo | Period
-- Column: period_end | Ngày cuối kỳ | Last day of the period
-- Column: due_date | Hạn nộp | Due date
-- Column: expected | Số đơn vị phải nộp | Units that must submit
-- Column: on_time | Số đơn vị nộp đúng hạn | Units that submitted on time
-- Column: late | Số đơn vị nộp muộn | Units that submitted late
-- Column: rejected | Số đơn vị có báo cáo bị trả lại | Units whose workbook was rejected
-- Column: missing | Số đơn vị chưa nộp | Units that have not submitted
-- Column: submitted_pct | Tỷ lệ nộp (%): đúng hạn và muộn trên phải nộp | On time and late per cent of expected
-- Column: held | Số đơn vị có báo cáo chờ quyết định | Units whose workbook is held
WITH RECURSIVE own AS (
    SELECT
        unit_id, form, period, period_end, due_date, 1 AS expected, (status = 'on_time')::INTEGER AS on_time, (status = 'late')::INTEGER AS late,
        (status = 'rejected')::INTEGER AS rejected, (status = 'missing')::INTEGER AS missing,
        (status = 'held')::INTEGER AS held
    FROM vintage.main.completeness
),
tree AS (
    SELECT e.period_end, u.unit_key, u.unit_id, u.name, u.level, p.unit_id AS parent_unit_id
    FROM (SELECT DISTINCT period_end FROM own) AS e
    JOIN staging.unit AS u ON e.period_end BETWEEN u.valid_from AND u.valid_to
    LEFT JOIN ledger.unit_key AS p ON p.unit_key = u.parent_key
    UNION
    -- one that ended within the period and was asked stands where it stood last
    SELECT o.period_end, u.unit_key, u.unit_id, u.name, u.level, p.unit_id
    FROM own AS o
    JOIN staging.unit AS u ON u.unit_id = o.unit_id
    JOIN staging.lifetime AS l ON l.unit_key = u.unit_key AND l.ended = u.valid_to AND l.ended < o.period_end
    LEFT JOIN ledger.unit_key AS p ON p.unit_key = u.parent_key
),
above AS (
    SELECT t.period_end, t.unit_id, t.unit_id AS ancestor_id, t.parent_unit_id
    FROM tree AS t
    SEMI JOIN tree AS c ON c.period_end = t.period_end AND c.parent_unit_id = t.unit_id
    UNION ALL
    SELECT a.period_end, a.unit_id, t.unit_id, t.parent_unit_id
    FROM above AS a
    JOIN tree AS t ON t.period_end = a.period_end AND t.unit_id = a.parent_unit_id
),
beneath AS (
    SELECT
        t.parent_unit_id AS unit_id, o.form, o.period, o.period_end, max(o.due_date) AS due_date, sum(o.expected) AS expected, sum(o.on_time) AS on_time,
        sum(o.late) AS late, sum(o.rejected) AS rejected, sum(o.missing) AS missing,
        sum(o.held) AS held
    FROM own AS o
    JOIN tree AS t ON t.period_end = o.period_end AND t.unit_id = o.unit_id
    WHERE t.parent_unit_id IS NOT NULL
    GROUP BY ALL
),
-- A unit with none beneath it has its own count.
alone AS (
    SELECT o.*
    FROM own AS o
    ANTI JOIN above AS a ON a.period_end = o.period_end AND a.unit_id = o.unit_id
),
parent AS (
    SELECT o.*
    FROM own AS o
    SEMI JOIN above AS a ON a.period_end = o.period_end AND a.unit_id = o.unit_id
    UNION ALL
    SELECT
        a.ancestor_id, b.form, b.period, b.period_end, b.due_date, b.expected, b.on_time, b.late, b.rejected, b.missing,
        b.held
    FROM beneath AS b
    JOIN above AS a ON a.period_end = b.period_end AND a.unit_id = b.unit_id
),
summed AS (
    SELECT
        unit_id, form, period, period_end, max(due_date) AS due_date, sum(expected)::INTEGER AS expected,
        sum(on_time)::INTEGER AS on_time, sum(late)::INTEGER AS late, sum(rejected)::INTEGER AS rejected,
        sum(missing)::INTEGER AS missing, sum(held)::INTEGER AS held
    FROM parent
    GROUP BY unit_id, form, period, period_end
    UNION ALL
    SELECT * FROM alone
),
-- Few pairs of numbers stand in very many rows, and to look a percentage up costs less than to compute it.
share AS (
    SELECT
        submitted, expected,
        (percent_units(submitted, expected, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0)
            * {{percent_unit}})::DECIMAL(38, {{percent_digits}}) AS submitted_pct
    FROM (SELECT DISTINCT on_time + late AS submitted, expected FROM summed) AS pair
)
SELECT
    t.unit_id, t.name AS unit_name, t.level AS unit_level, t.parent_unit_id, s.form, s.period, s.period_end, s.due_date,
    s.expected, s.on_time, s.late, s.rejected, s.missing, p.submitted_pct, s.held
FROM summed AS s
JOIN share AS p ON p.submitted = s.on_time + s.late AND p.expected = s.expected
JOIN tree AS t ON t.period_end = s.period_end AND t.unit_id = s.unit_id
JOIN staging.unit_order AS o ON o.unit_key = t.unit_key
ORDER BY o.position, s.form, s.period_end, s.period
