-- nation/closed: the periods that provinces have closed, each with a digest of the rows with which it was closed.
-- Grain: province × period.
-- Inputs: lake.attainment_quarterly, lake.attainment_yearly
-- Columns: province, period, digest
SELECT province, period, bit_xor(hash(a))::VARCHAR AS digest
FROM lake.attainment_quarterly AS a
WHERE closed
GROUP BY province, period
UNION ALL
SELECT province, period, bit_xor(hash(a))::VARCHAR
FROM lake.attainment_yearly AS a
WHERE closed
GROUP BY province, period
ORDER BY province, period
