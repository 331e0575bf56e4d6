-- trace/revision/differing_cell: takes the year's cells, in both vintages, of the rows whose sums or targets differ:
-- the others have no cells to name.
-- Grain: vintage × submission × cell.
-- Inputs: before and after: observation, submission; differing_row (see trace/revision/differing_row)
-- {{near …}} is where the cells of units stand of which a row differs.
-- Parameters: year
-- Columns: batch, later, then as in observation; path, recorded_at; other_status, other_unit_id (of the submission in
--          the other vintage)
CREATE OR REPLACE TEMP TABLE differing_cell AS
WITH wanted AS (
    SELECT batch, unit_id, indicator, breakdown FROM differing_row
    WHERE in_before AND in_after AND (
        old_actual IS DISTINCT FROM new_actual OR old_actual_ytd IS DISTINCT FROM new_actual_ytd
            OR old_target IS DISTINCT FROM new_target
        OR old_target_original IS DISTINCT FROM new_target_original
            OR old_expected_units IS DISTINCT FROM new_expected_units
        OR old_reported_units IS DISTINCT FROM new_reported_units
            OR old_contributing_units IS DISTINCT FROM new_contributing_units
        OR old_contributing_units_ytd IS DISTINCT FROM new_contributing_units_ytd
    )
),
side AS (
    SELECT d.batch, false AS later, o.*, s.path, s.recorded_at, t.status AS other_status, t.unit_id AS other_unit_id
    FROM (SELECT * FROM before.observation WHERE year = $1 AND {{near before.observation}}) AS o
    JOIN wanted AS d ON d.unit_id = o.unit_id AND d.indicator = o.indicator AND d.breakdown = o.breakdown
    JOIN before.submission AS s ON s.submission_id = o.submission_id
    LEFT JOIN after.submission AS t ON t.submission_id = o.submission_id
    UNION ALL
    SELECT d.batch, true, o.*, s.path, s.recorded_at, t.status, t.unit_id
    FROM (SELECT * FROM after.observation WHERE year = $1 AND {{near after.observation}}) AS o
    JOIN wanted AS d ON d.unit_id = o.unit_id AND d.indicator = o.indicator AND d.breakdown = o.breakdown
    JOIN after.submission AS s ON s.submission_id = o.submission_id
    LEFT JOIN before.submission AS t ON t.submission_id = o.submission_id
)
SELECT * FROM side ORDER BY batch
