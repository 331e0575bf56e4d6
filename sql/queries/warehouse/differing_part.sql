-- warehouse/differing_part: takes the parts of periods that differ between a vintage being written and the one before,
-- of which its database is still a copy.
-- Grain: table × period × part.
-- Inputs: vintage.made.part, published_part (see published_part)
-- Parameters: the years that are not those of the vintage before, as a list; the periods of tables that published_part
--             leaves out
-- Columns: name (of the table), period, part, year, state (NULL: it has gone), known (how many parts the period has, in
--          either vintage)
CREATE OR REPLACE TEMP TABLE differing_part AS
WITH earlier AS (
    SELECT name, period, part, year, state FROM vintage.made.part
    WHERE array_contains($1::INTEGER[], year) AND NOT array_contains($2::VARCHAR[], concat(name, ' ', period))
)
SELECT
    coalesce(n.name, b.name) AS name, coalesce(n.period, b.period) AS period, coalesce(n.part, b.part) AS part,
    coalesce(n.year, b.year) AS year, n.state,
    count(*) OVER (PARTITION BY coalesce(n.name, b.name), coalesce(n.period, b.period)) AS known
FROM published_part AS n
FULL JOIN earlier AS b ON b.name = n.name AND b.period = n.period AND b.part = n.part
QUALIFY n.state IS DISTINCT FROM b.state
ORDER BY name, period, part
