-- trace/revision/year: the years whose published rows are not the same in two vintages.
-- Grain: year.
-- Inputs: before and after: attainment_quarterly, attainment_yearly
-- Columns: year
WITH side AS (
    SELECT year, false AS later, bit_xor(hash(hash(t))) AS digest, count(*) AS rows
    FROM before.attainment_quarterly AS t GROUP BY year
    UNION ALL SELECT year, false, bit_xor(hash(hash(t))), count(*) FROM before.attainment_yearly AS t GROUP BY year
    UNION ALL SELECT year, true, bit_xor(hash(hash(t))), count(*) FROM after.attainment_quarterly AS t GROUP BY year
    UNION ALL SELECT year, true, bit_xor(hash(hash(t))), count(*) FROM after.attainment_yearly AS t GROUP BY year
),
whole AS (SELECT year, later, bit_xor(hash(hash(digest, rows))) AS digest FROM side GROUP BY year, later)
SELECT year FROM whole GROUP BY year HAVING count(*) = 2 AND min(digest) <> max(digest) ORDER BY year
