-- warehouse/differing_part: the parts of periods that differ between a vintage being written and the one before, of
-- which its database is still a copy.
-- Grain: table × period × part.
-- Inputs: vintage.made.part, published_part (see published_part)
-- Columns: name (of the table), period, part, known (how many parts the period has, in either vintage)
WITH earlier AS (SELECT * FROM vintage.made.part WHERE year IN (SELECT year FROM published_part))
SELECT
    coalesce(n.name, b.name) AS name, coalesce(n.period, b.period) AS period,
    coalesce(n.part, b.part) AS part,
    count(*) OVER (PARTITION BY coalesce(n.name, b.name), coalesce(n.period, b.period)) AS known
FROM published_part AS n
FULL JOIN earlier AS b ON b.name = n.name AND b.period = n.period AND b.part = n.part
QUALIFY n.state IS DISTINCT FROM b.state
ORDER BY name, period, part
