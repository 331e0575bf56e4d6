-- revision_row_quarterly: the rows of one period that differ between two vintages, or that only one of them has.
-- Grain: unit × indicator × breakdown.
-- Inputs: before and after: attainment_quarterly, series
-- Parameters: period, every (also the rows that do not differ)
-- Columns: unit_id, indicator, breakdown, is_stock, in_before, in_after, and then, of the vintage before and of the one after, in whole
--          ten-thousandths: actual, actual_ytd, target, target_original, attainment_pct, remaining, expected_units, reported_units, contributing_units, contributing_units_ytd
SELECT
    coalesce(b.unit_id, a.unit_id) AS unit_id, coalesce(b.indicator, a.indicator) AS indicator, coalesce(b.breakdown, a.breakdown) AS breakdown,
    coalesce(s.is_stock, false) AS is_stock, b.unit_id IS NOT NULL AS in_before, a.unit_id IS NOT NULL AS in_after,
    ten_thousandths(b.actual)::BIGINT, ten_thousandths(b.actual_ytd)::BIGINT, ten_thousandths(b.target)::BIGINT, ten_thousandths(b.target_original)::BIGINT, ten_thousandths(b.attainment_pct)::BIGINT,
    ten_thousandths(b.remaining)::BIGINT, ten_thousandths(b.expected_units)::BIGINT, ten_thousandths(b.reported_units)::BIGINT, ten_thousandths(b.contributing_units)::BIGINT, ten_thousandths(b.contributing_units_ytd)::BIGINT,
    ten_thousandths(a.actual)::BIGINT, ten_thousandths(a.actual_ytd)::BIGINT, ten_thousandths(a.target)::BIGINT, ten_thousandths(a.target_original)::BIGINT, ten_thousandths(a.attainment_pct)::BIGINT,
    ten_thousandths(a.remaining)::BIGINT, ten_thousandths(a.expected_units)::BIGINT, ten_thousandths(a.reported_units)::BIGINT, ten_thousandths(a.contributing_units)::BIGINT, ten_thousandths(a.contributing_units_ytd)::BIGINT
FROM (FROM before.attainment_quarterly WHERE period = $1) AS b
FULL JOIN (FROM after.attainment_quarterly WHERE period = $1) AS a
    ON a.unit_id = b.unit_id AND a.indicator = b.indicator AND a.breakdown = b.breakdown
LEFT JOIN after.series AS s ON s.indicator = coalesce(b.indicator, a.indicator) AND s.breakdown = coalesce(b.breakdown, a.breakdown)
WHERE $2 OR b IS DISTINCT FROM a
ORDER BY ALL
