-- trace/revision/batch: the batches of rows in which a number differs that both vintages publish.
-- Grain: batch.
-- Inputs: differing_row (see trace/revision/differing_row)
-- Columns: batch
SELECT DISTINCT batch FROM differing_row
WHERE in_before AND in_after AND (
    old_actual IS DISTINCT FROM new_actual OR old_actual_ytd IS DISTINCT FROM new_actual_ytd
        OR old_target IS DISTINCT FROM new_target
    OR old_target_original IS DISTINCT FROM new_target_original
        OR old_attainment_pct IS DISTINCT FROM new_attainment_pct
    OR old_remaining IS DISTINCT FROM new_remaining OR old_expected_units IS DISTINCT FROM new_expected_units
    OR old_reported_units IS DISTINCT FROM new_reported_units
        OR old_contributing_units IS DISTINCT FROM new_contributing_units
    OR old_contributing_units_ytd IS DISTINCT FROM new_contributing_units_ytd
)
ORDER BY batch
