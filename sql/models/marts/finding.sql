-- finding: each problem of a submission: what was found in it as it is read now, and what is found beside the others.
-- Grain: submission × finding.
-- Inputs: staging.submission_state, staging.held, staging.too_large, core.reconciliation, core.attainment, core.unlike,
--         core.succession_question, ledger.finding, ledger.submission, ledger.unit_key
-- Rebuild: published
-- Table: Lỗi và cảnh báo của từng lần nộp | Errors and warnings of each submission
-- Column: submission_id | Lần nộp | Submission
-- Column: file_name | Tên tệp | File name
-- Column: unit_id | Đơn vị | Unit
-- Column: form | Biểu mẫu | Form
-- Column: period | Kỳ báo cáo | Period
-- Column: severity | error lỗi (bị trả lại), warning cảnh báo | error rejects the workbook, warning does not
-- Column: code | Mã lỗi | Code
-- Column: sheet | Trang tính | Sheet
-- Column: cell | Ô | Cell
-- Column: read | Nội dung đọc được | What was read
-- Column: expected | Nội dung đúng phải có | What was expected
-- Column: message_vi | Diễn giải | Explanation in Vietnamese
-- Column: message_en | Diễn giải tiếng Anh | Explanation in English
-- Column: source | workbook thấy trong chính tệp, ledger thấy khi so với các lần nộp khác | workbook: found in it; ledger: found beside other submissions
-- What does not agree with other submissions. What a unit states of those beneath it contradicts nothing before all of
-- them have reported; and it is told once, where the workbook itself has the rows that its total should sum.
WITH total AS (
    SELECT year, month, unit_key, series_key, status = 'complete' AS complete,
        status = 'complete' OR flow_unknown AND reported = expected AND gaps = 0 AS reported
    FROM core.attainment
),
contradiction AS (
    SELECT
        r.submission_id, r.sheet, r.cell,
        CASE r.kind
            WHEN 'cumulative_flow' THEN 'cumulative_differs' WHEN 'cumulative_falls' THEN 'cumulative_falls'
            WHEN 'stated_total' THEN 'total_unlike_units' WHEN 'target_source' THEN 'target_unlike_registry'
            WHEN 'duplicate_source' THEN 'stated_twice'
        END AS code,
        CASE r.kind WHEN 'target_source' THEN r.computed ELSE r.stated END AS stated,
        CASE r.kind WHEN 'target_source' THEN r.stated ELSE r.computed END AS computed
    FROM core.reconciliation AS r
    LEFT JOIN total AS a
        ON a.year = r.year AND a.month = r.month AND a.series_key = r.series_key
        AND a.unit_key = CASE r.kind WHEN 'stated_total' THEN r.unit_key END -- of the others nothing is asked
    WHERE r.stated IS NOT NULL AND r.computed IS NOT NULL
      AND (r.kind IN ('cumulative_flow', 'cumulative_falls', 'target_source', 'duplicate_source')
           OR r.kind = 'stated_total' AND CASE r.measure WHEN 'flow' THEN a.complete ELSE a.reported END)
),
-- What the workbook itself says of a total that differs, at the same cell.
told_already AS (
    SELECT DISTINCT t.submission_id, f.sheet AS told_sheet, f.cell AS told_cell
    FROM ledger.finding AS f
    JOIN staging.submission_state AS t ON t.reading_id = f.reading_id
    WHERE f.code = 'total_differs'
),
beside AS (
    SELECT
        h.submission_id, h.code, '' AS sheet, '' AS cell, shown_path(s.path) AS read, shown_path(o.path) AS expected,
        NULL::DECIMAL(30, 10) AS stated, NULL::DECIMAL(30, 10) AS computed, NULL::DECIMAL(8, 2) AS factor,
        '' AS kind, '' AS period,
        h.differing::STRING AS number, h.cells AS list, h.other_id AS other
    FROM staging.held AS h
    JOIN ledger.submission AS s ON s.submission_id = h.submission_id
    JOIN ledger.submission AS o ON o.submission_id = h.other_id
    UNION ALL
    SELECT
        submission_id, 'held_too_large', sheet, cell, plain_decimal(value), '', value, NULL, NULL, '', '', '', '', ''
    FROM staging.too_large
    UNION ALL
    SELECT
        c.submission_id, c.code, c.sheet, c.cell, plain_decimal(c.stated), plain_decimal(c.computed), c.stated,
        c.computed, NULL, '', '', '', '', ''
    FROM contradiction AS c
    LEFT JOIN told_already AS already
        ON already.submission_id = c.submission_id AND already.told_sheet = c.sheet AND already.told_cell = c.cell
        AND c.code = 'total_unlike_units'
    WHERE already.submission_id IS NULL
    UNION ALL
    SELECT
        submission_id, code, sheet, cell, plain_decimal(stated), plain_decimal(computed), stated, computed, NULL, '',
        '', '', units, ''
    FROM core.succession_question WHERE submission_id IS NOT NULL
    UNION ALL
    SELECT
        submission_id, 'unlike_history', sheet, cell, plain_decimal(value), plain_decimal(last_value), value,
        last_value, factor, kind, last_period, '', '', ''
    FROM core.unlike
),
-- Findings beside other submissions come behind those of the workbook itself, and in a sure order.
compared AS (
    SELECT
        1000000 + row_number() OVER (
            PARTITION BY submission_id ORDER BY sheet, length(cell), cell, code, read, expected
        ) AS ordinal, b.*
    FROM beside AS b
),
-- Numbers in English; in Vietnamese point and comma change places.
numbered AS (
    SELECT
        submission_id, ordinal, code, sheet, cell, kind, period, list, other,
        CASE WHEN stated IS NULL THEN read ELSE number_text('en', stated) END AS read,
        CASE WHEN stated IS NULL THEN expected ELSE number_text('en', computed) END AS expected,
        number_text('en', stated - computed) AS difference,
        CASE WHEN factor IS NULL THEN number ELSE number_text('en', factor) END AS number,
        stated IS NOT NULL AS is_number, factor IS NOT NULL AS is_factor
    FROM compared
),
-- Each text of the catalogue is looked up once, and not once for each finding.
language AS (
    SELECT l.language, message_text(l.language, 'place.cell') AS in_cell FROM (VALUES ('vi'), ('en')) AS l (language)
),
template AS (
    SELECT l.language, l.in_cell, c.code, message_text(l.language, c.code) AS template
    FROM (SELECT DISTINCT code FROM compared) AS c
    CROSS JOIN language AS l
),
named_period AS (
    SELECT l.language, c.kind, c.period, period_text(l.language, c.kind, c.period) AS period_text
    FROM (SELECT DISTINCT kind, period FROM compared WHERE period <> '') AS c
    CROSS JOIN language AS l
),
-- The same texts in both languages: numbers and periods are written as each of them does.
filled AS (
    SELECT
        c.submission_id, c.ordinal, t.language,
        CASE WHEN c.cell = '' THEN '' ELSE
            concat(fill_place(fill_place(t.in_cell, 'sheet', c.sheet), 'cell', c.cell), ': ')
        END AS place,
        CASE WHEN c.is_number AND t.language = 'vi' THEN translate(c.read, ',.', '.,') ELSE c.read END AS read,
        CASE WHEN c.is_number AND t.language = 'vi' THEN translate(c.expected, ',.', '.,') ELSE c.expected END
            AS expected,
        CASE WHEN t.language = 'vi' THEN translate(c.difference, ',.', '.,') ELSE c.difference END AS difference,
        coalesce(p.period_text, '') AS period, t.template,
        CASE WHEN c.is_factor AND t.language = 'vi' THEN translate(c.number, ',.', '.,') ELSE c.number END AS number,
        c.list, c.other
    FROM numbered AS c
    JOIN template AS t ON t.code = c.code
    LEFT JOIN named_period AS p ON p.language = t.language AND p.kind = c.kind AND p.period = c.period
),
-- The places of the template are filled one after the other; each template has some of them.
told AS (
    SELECT
        submission_id, ordinal, language,
        concat(place, fill_place(fill_place(fill_place(fill_place(fill_place(fill_place(fill_place(fill_place(
            template, 'read', read), 'expected', expected), 'submission', submission_id), 'count', number),
            'cells', list), 'difference', difference), 'period', period), 'other', other)) AS message
    FROM filled
),
every_finding AS (
    SELECT
        t.submission_id, f.ordinal, f.severity::STRING AS severity, f.code, f.sheet, f.cell, f.read, f.expected, f.message_vi,
        f.message_en, 'workbook' AS source
    FROM staging.submission_state AS t
    JOIN ledger.finding AS f ON f.reading_id = t.reading_id
    UNION ALL
    SELECT
        c.submission_id, c.ordinal, 'warning', c.code, c.sheet, c.cell, c.read, c.expected, v.message, e.message, 'ledger'
    FROM compared AS c
    JOIN told AS v ON v.submission_id = c.submission_id AND v.ordinal = c.ordinal AND v.language = 'vi'
    JOIN told AS e ON e.submission_id = c.submission_id AND e.ordinal = c.ordinal AND e.language = 'en'
)
SELECT
    f.submission_id, s.file_name, k.unit_id, t.form_id AS form, t.period, f.severity, f.code, f.sheet, f.cell, f.read,
    f.expected, f.message_vi, f.message_en, f.source
FROM every_finding AS f
JOIN staging.submission_state AS t ON t.submission_id = f.submission_id
JOIN ledger.submission AS s ON s.submission_id = f.submission_id
LEFT JOIN ledger.unit_key AS k ON k.unit_key = t.unit_key
ORDER BY s.receipt, s.part, f.ordinal, f.code, f.sheet, f.cell
