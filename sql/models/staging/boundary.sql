-- staging.boundary: where a unit's numbers count in the tree of staging.boundary_tree: at one unit as a whole, at
-- several by a signed allocation, or, where nothing signed divides them, at the lowest unit above all parts.
-- Grain: unit × span of time × place.
-- Inputs: staging.boundary_path, staging.boundary_ancestor, staging.boundary_tree
-- Rebuild: whole
-- Columns: unit_key, first_day, last_day (of periods that end within them), place_key (NULL: no unit stands above all
--          parts), own (it counts as the place's own number), low, high (which part of the number), shared (a part of
--          the number only), hidden_key (NULL; in a row without numbers: a unit whose number is not comparable, since
--          it has an unknown part of this one)
WITH whole AS (
    -- Whether it is known of every part what it has of the number.
    SELECT unit_key, first_day, last_day, bool_and(exact) AS exact, count(*) AS parts
    FROM staging.boundary_path
    GROUP BY unit_key, first_day, last_day
),
-- Where it is not, the units above the parts come into question: each with the number of parts
-- beneath it.
above AS (
    SELECT
        p.unit_key, p.first_day, p.last_day, a.ancestor_key, count(DISTINCT p.place_key) AS parts,
        bool_or(p.place_key = a.ancestor_key AND p.own) AS is_part
    FROM staging.boundary_path AS p
    JOIN whole AS w
        ON w.unit_key = p.unit_key AND w.first_day = p.first_day AND NOT w.exact
    JOIN staging.boundary_ancestor AS a ON a.unit_key = p.place_key
    GROUP BY p.unit_key, p.first_day, p.last_day, a.ancestor_key
),
every_part AS (
    SELECT unit_key, first_day, count(DISTINCT place_key) AS parts FROM staging.boundary_path
    GROUP BY unit_key, first_day
),
-- Those above all parts, and how low each of them stands. One that is a part itself has an unknown
-- part of the number.
common AS (
    SELECT a.unit_key, a.first_day, a.last_day, a.ancestor_key, h.rank
    FROM above AS a
    JOIN every_part AS e ON e.unit_key = a.unit_key AND e.first_day = a.first_day AND e.parts = a.parts
    JOIN (SELECT unit_key, max(height) AS rank FROM staging.boundary_ancestor GROUP BY unit_key) AS h
        ON h.unit_key = a.ancestor_key
    WHERE NOT a.is_part
),
lowest AS (
    SELECT unit_key, first_day, last_day, ancestor_key FROM common
    QUALIFY row_number() OVER (PARTITION BY unit_key, first_day ORDER BY rank DESC) = 1
)
SELECT
    p.unit_key, p.first_day, p.last_day, p.place_key, p.own AND t.reporting AS own, p.low, p.high,
    w.parts > 1 AS shared, NULL::INTEGER AS hidden_key
FROM staging.boundary_path AS p
JOIN whole AS w ON w.unit_key = p.unit_key AND w.first_day = p.first_day AND w.exact
JOIN staging.boundary_tree AS t ON t.unit_key = p.place_key
UNION ALL
SELECT w.unit_key, w.first_day, w.last_day, l.ancestor_key, false, 0, 1, false, NULL
FROM whole AS w
LEFT JOIN lowest AS l ON l.unit_key = w.unit_key AND l.first_day = w.first_day
WHERE NOT w.exact
UNION ALL
SELECT a.unit_key, a.first_day, a.last_day, NULL, false, 0, 0, false, a.ancestor_key
FROM above AS a
ANTI JOIN common AS c ON c.unit_key = a.unit_key AND c.first_day = a.first_day AND c.ancestor_key = a.ancestor_key
