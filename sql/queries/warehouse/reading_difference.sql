-- warehouse/reading_difference: what this program reads otherwise in the workbooks of a closed period than the program
-- of that day did. read_now is what this program reads; workbooks that it has not read are left out.
-- Grain: workbook × cell × what was read there.
-- Inputs: read_now, ledger.submission, ledger.reading, ledger.observation, ledger.unit_key, ledger.series_key
-- Columns: path, sheet, cell, what, was, is (empty where there is nothing)
-- read_now can be read once only: it may be a stream.
WITH now_read AS MATERIALIZED (SELECT * FROM read_now),
day AS (
    SELECT
        s.submission_id, s.path, o.sheet, o.cell, concat_ws(' ', u.unit_id, k.indicator, k.breakdown,
        o.measure::VARCHAR) AS what,
        CASE WHEN o.mark = 'value' THEN o.value::VARCHAR ELSE o.mark::VARCHAR END AS value
    FROM ledger.observation AS o
    JOIN ledger.reading AS r ON r.reading_id = o.reading_id
    JOIN ledger.submission AS s ON s.submission_id = r.submission_id
    JOIN ledger.unit_key AS u ON u.unit_key = o.unit_key
    JOIN ledger.series_key AS k ON k.series_key = o.series_key
    UNION ALL
    SELECT
        s.submission_id, s.path, '', '', 'reading',
        concat_ws(' ', CASE WHEN r.accepted THEN 'accepted' ELSE 'rejected' END, r.form_id, u.unit_id, r.period)
    FROM ledger.reading AS r
    JOIN ledger.submission AS s ON s.submission_id = r.submission_id
    LEFT JOIN ledger.unit_key AS u ON u.unit_key = r.unit_key
),
plain_day AS (
    SELECT submission_id, path, sheet, cell, what, CASE WHEN contains(value, '.') THEN rtrim(rtrim(value, '0'), '.')
        ELSE value END AS value
    FROM day
    WHERE submission_id IN (SELECT submission_id FROM now_read)
)
SELECT
    coalesce(d.path, n.path) AS path, coalesce(d.sheet, n.sheet) AS sheet, coalesce(d.cell, n.cell) AS cell,
    coalesce(d.what, n.what) AS what, coalesce(d.value, '') AS was, coalesce(n.value, '') AS "is"
FROM plain_day AS d
FULL JOIN now_read AS n ON n.submission_id = d.submission_id AND n.sheet = d.sheet AND n.cell = d.cell
    AND n.what = d.what
WHERE d.value IS DISTINCT FROM n.value
ORDER BY path, sheet, cell, what
