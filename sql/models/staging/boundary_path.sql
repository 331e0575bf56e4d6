-- staging.boundary_path: where a unit's numbers count in the tree of staging.boundary_tree. A merger is followed to the
-- successor, and a split to each of its parts; what a later day joined is followed back. A unit that was closed counts
-- beneath the one above it.
-- Grain: unit × span of time × part.
-- Inputs: staging.succession, staging.lifetime, staging.boundary_tree
-- Rebuild: whole
-- Columns: unit_key, first_day, last_day (of periods that end within them), place_key, own (it counts as the place's
--          own number; false: beneath it, without a row), low, high (which part of the number: from 0 to 1),
--          exact (false: nothing signed says how the number is divided between the parts)
WITH RECURSIVE event AS (
    -- Every change has a place on one line of time: two for each day, so that the splits of a day come behind its
    -- mergers.
    SELECT
        s.predecessor_key, s.successor_key, s.since, s.kind, s.allocation,
        2 * days_between(DATE '0001-01-01', s.since) + CASE s.kind WHEN 'split' THEN 1 ELSE 0 END AS place,
        p.ended >= s.since AS goes_on, q.founded < s.since AS was_there
    FROM staging.succession AS s
    JOIN staging.lifetime AS p ON p.unit_key = s.predecessor_key
    JOIN staging.lifetime AS q ON q.unit_key = s.successor_key
),
-- the days on which a unit that goes on gives or gets a part: numbers before and after count elsewhere
cut AS (
    SELECT predecessor_key AS unit_key, since FROM event WHERE goes_on AND since <= getvariable('boundaries')
    UNION
    SELECT successor_key, since FROM event WHERE was_there AND since > getvariable('boundaries')
),
-- The days between the cuts, for each unit: within such a span its numbers all count at the same
-- places.
span AS (
    SELECT
        unit_key, since AS first_day,
        coalesce(lead(since) OVER (PARTITION BY unit_key ORDER BY since NULLS FIRST) - 1, DATE '9999-12-31')::DATE
            AS last_day
    FROM cut
    UNION ALL
    SELECT unit_key, DATE '0001-01-01', (min(since) - 1)::DATE FROM cut GROUP BY unit_key
    UNION ALL
    SELECT l.unit_key, DATE '0001-01-01', DATE '9999-12-31' FROM staging.lifetime AS l
    ANTI JOIN cut AS c ON c.unit_key = l.unit_key
),
-- The changes of a unit one after the other, each with the one before it, with the number of its
-- parts and their weights.
turn AS (
    SELECT
        predecessor_key, place, coalesce(lag(place) OVER (PARTITION BY predecessor_key ORDER BY place NULLS FIRST),
            -1) AS place_before,
        parts, weight
    FROM (
        SELECT predecessor_key, place, count(*) AS parts, sum(allocation)::DECIMAL(29, 10) AS weight
        FROM event WHERE since <= getvariable('boundaries')
        GROUP BY predecessor_key, place
    ) AS t
),
-- Weights are added up part by part, so that each part lies between two bounds and all together
-- make the whole.
weighed AS (
    SELECT
        predecessor_key, successor_key, place, allocation, coalesce(allocation, 0) AS weight,
        (sum(coalesce(allocation, 0)) OVER (PARTITION BY predecessor_key,
            place ORDER BY successor_key NULLS FIRST))::DECIMAL(29, 10)
            AS weight_to
    FROM event WHERE since <= getvariable('boundaries')
),
-- One step from a unit to a part. A unit that was closed goes to the one above it, and counts there
-- without a row; where that is closed on the same day, on to the one above both.
forward AS (
    SELECT
        e.predecessor_key AS from_key, e.successor_key AS to_key, e.place, t.place_before,
        CASE WHEN t.parts = 1 OR NOT coalesce(t.weight > 0, false) THEN 0
            ELSE weight_bound((e.weight_to - e.weight)::DECIMAL(29, 10), t.weight) END::DECIMAL(16, 15) AS low,
        CASE WHEN t.parts = 1 OR NOT coalesce(t.weight > 0, false) THEN 1
            ELSE weight_bound(e.weight_to, t.weight) END::DECIMAL(16, 15) AS high,
        t.parts = 1 OR coalesce(t.weight > 0, false) AS exact, true AS own
    FROM weighed AS e
    JOIN turn AS t ON t.predecessor_key = e.predecessor_key AND t.place = e.place
    UNION ALL
    SELECT
        l.unit_key, l.last_parent, 2 * days_between(DATE '0001-01-01', l.ended) + 1, coalesce(max(e.place), -1), 0, 1,
        true, false
    FROM staging.lifetime AS l
    LEFT JOIN event AS e ON e.predecessor_key = l.unit_key
    WHERE l.ended < getvariable('boundaries') AND l.last_parent IS NOT NULL
    GROUP BY l.unit_key, l.last_parent, l.ended
    HAVING coalesce(bool_and(e.since <= l.ended), true)
),
-- From each span step by step to the last part: the bounds of a part of a part lie within those of
-- the part.
forth AS (
    SELECT
        s.unit_key, s.first_day, s.last_day, s.unit_key AS place_key,
        2 * days_between(DATE '0001-01-01', s.first_day) + 1 AS place, 0::DECIMAL(16, 15) AS low,
        1::DECIMAL(16, 15) AS high, true AS exact, true AS own
    FROM span AS s
    JOIN staging.lifetime AS l ON l.unit_key = s.unit_key
    WHERE l.founded <= getvariable('boundaries') AND s.first_day <= getvariable('boundaries')
    UNION ALL
    SELECT
        f.unit_key, f.first_day, f.last_day, h.to_key, h.place,
        (f.low + (f.high - f.low) * h.low)::DECIMAL(16, 15), (f.low + (f.high - f.low) * h.high)::DECIMAL(16, 15),
        f.exact AND h.exact, f.own AND h.own
    FROM forth AS f
    JOIN forward AS h
        ON h.from_key = f.place_key AND h.place_before <= f.place
        AND (h.place > f.place OR h.place = f.place AND NOT h.own)
),
-- What joined after the day is followed back: to one predecessor as a whole, and to several without knowing how much.
joined AS (
    SELECT successor_key AS from_key, predecessor_key AS to_key, place FROM event
    WHERE since > getvariable('boundaries')
    UNION
    SELECT successor_key, successor_key, place FROM event
    WHERE since > getvariable('boundaries') AND was_there
),
-- Where a unit that nobody joined into was founded, the one above it stands for it; was that founded on the same day,
-- its own changes of the day come next (place_after).
backward AS (
    SELECT
        from_key, to_key, place, count(*) OVER (PARTITION BY from_key, place) = 1 AS exact, true AS own,
        place - 1 AS place_after
    FROM joined
    UNION ALL
    SELECT
        l.unit_key, l.first_parent, 2 * days_between(DATE '0001-01-01', l.founded), true, false,
        2 * days_between(DATE '0001-01-01', l.founded) + CASE WHEN p.founded = l.founded THEN 1 ELSE -1 END
    FROM staging.lifetime AS l
    LEFT JOIN staging.lifetime AS p ON p.unit_key = l.first_parent
    ANTI JOIN joined AS j ON j.from_key = l.unit_key
    WHERE l.founded > getvariable('boundaries') AND l.first_parent IS NOT NULL
),
-- The same against the time: the last step before the span comes first.
back AS (
    SELECT
        s.unit_key, s.first_day, s.last_day, s.unit_key AS place_key,
        2 * days_between(DATE '0001-01-01', s.last_day) + 1 AS place, true AS exact, true AS own
    FROM span AS s
    JOIN staging.lifetime AS l ON l.unit_key = s.unit_key
    WHERE l.founded > getvariable('boundaries') OR s.first_day > getvariable('boundaries')
    UNION ALL
    SELECT b.unit_key, b.first_day, b.last_day, h.to_key, h.place_after, b.exact AND h.exact, b.own AND h.own
    FROM back AS b
    JOIN backward AS h ON h.from_key = b.place_key AND h.place <= b.place
    ANTI JOIN backward AS n ON n.from_key = b.place_key AND n.place <= b.place AND n.place > h.place
),
-- Only the ends of the ways, from which no further step leads on.
reached AS (
    SELECT f.unit_key, f.first_day, f.last_day, f.place_key, f.own, f.low, f.high, f.exact
    FROM forth AS f
    ANTI JOIN forward AS h
        ON h.from_key = f.place_key AND h.place_before <= f.place
        AND (h.place > f.place OR h.place = f.place AND NOT h.own)
    UNION ALL
    SELECT b.unit_key, b.first_day, b.last_day, b.place_key, b.own, 0, 1, b.exact
    FROM back AS b
    ANTI JOIN backward AS h ON h.from_key = b.place_key AND h.place <= b.place
)
SELECT DISTINCT r.unit_key, r.first_day, r.last_day, r.place_key, r.own, r.low, r.high, r.exact
FROM reached AS r
JOIN staging.boundary_tree AS t ON t.unit_key = r.place_key
