-- revision_observation: the numbers of one year's series in which two vintages may differ, in both.
-- Grain: vintage × submission × cell.
-- Inputs: before and after: observation, submission; differing_series (unit_id, indicator, breakdown)
-- Parameters: year
-- Columns: later, unit_id, indicator, breakdown, form, period, measure, mark, value (whole ten-thousandths), submission_id, path, recorded_at,
--          sheet, cell, raw, precedence, other_status, other_unit_id (of the submission in the other vintage, "" when it is not there)
WITH side AS (
    SELECT false AS later, o.*, s.path, s.recorded_at, t.status AS other_status, t.unit_id AS other_unit_id
    FROM before.observation AS o
    SEMI JOIN differing_series AS d ON d.unit_id = o.unit_id AND d.indicator = o.indicator AND d.breakdown = o.breakdown
    JOIN before.submission AS s ON s.submission_id = o.submission_id
    LEFT JOIN after.submission AS t ON t.submission_id = o.submission_id
    UNION ALL
    SELECT true, o.*, s.path, s.recorded_at, t.status, t.unit_id
    FROM after.observation AS o
    SEMI JOIN differing_series AS d ON d.unit_id = o.unit_id AND d.indicator = o.indicator AND d.breakdown = o.breakdown
    JOIN after.submission AS s ON s.submission_id = o.submission_id
    LEFT JOIN before.submission AS t ON t.submission_id = o.submission_id
)
SELECT
    later, unit_id, indicator, breakdown, form, period, measure, mark, coalesce(ten_thousandths(value), 0)::BIGINT AS value, submission_id, path, recorded_at,
    sheet, cell, raw, precedence, coalesce(other_status, '') AS other_status, coalesce(other_unit_id, '') AS other_unit_id
FROM side
WHERE period[1:4] = $1::VARCHAR
ORDER BY ALL
