-- attainment_quarterly of a nation: a province's rows of a quarter that it closed are those with which it was closed,
-- and the units of the nation above it count these. What came to the province since stands in the rows beneath it
-- alone.
-- Grain: unit × quarter × indicator × breakdown, of one year.
-- Inputs: the model attainment_quarterly, lake.attainment_quarterly
-- Columns: as attainment_quarterly
WITH RECURSIVE made AS (
    SELECT *, row_number() OVER () AS place FROM ({{model}}) AS m WHERE year = {{year}}
),
published AS (SELECT * FROM lake.attainment_quarterly WHERE year = {{year}}),
top AS (
    SELECT
        m.unit_id, m.parent_unit_id, m.period, m.indicator, m.breakdown, s.unit_id IS NOT NULL AS closed, s.actual,
        s.actual_ytd, s.target, s.target_original, s.attainment_pct, s.remaining, s.expected_units, s.reported_units,
        s.contributing_units, s.contributing_units_ytd, coalesce(s.status, m.status) AS status,
        CASE WHEN s.unit_id IS NOT NULL THEN coalesce(s.actual, 0) - coalesce(m.actual, 0) END AS more,
        CASE WHEN s.unit_id IS NOT NULL THEN coalesce(s.actual_ytd, 0) - coalesce(m.actual_ytd, 0) END AS more_ytd,
        s.expected_units - m.expected_units AS more_expected, s.reported_units - m.reported_units AS more_reported,
        s.contributing_units - m.contributing_units AS more_contributing,
        s.contributing_units_ytd - m.contributing_units_ytd AS more_contributing_ytd
    FROM made AS m
    SEMI JOIN published AS p ON p.unit_id = m.unit_id
    LEFT JOIN published AS s ON s.closed AND s.unit_id = m.unit_id AND s.period = m.period
        AND s.indicator = m.indicator AND s.breakdown = m.breakdown
),
up AS (
    SELECT
        parent_unit_id AS unit_id, period, indicator, breakdown, closed, more, more_ytd, more_expected, more_reported,
        more_contributing, more_contributing_ytd, status
    FROM top
    UNION ALL
    SELECT
        m.parent_unit_id, u.period, u.indicator, u.breakdown, u.closed, u.more, u.more_ytd, u.more_expected,
        u.more_reported, u.more_contributing, u.more_contributing_ytd, u.status
    FROM up AS u
    JOIN made AS m ON m.unit_id = u.unit_id AND m.period = u.period AND m.indicator = u.indicator
        AND m.breakdown = u.breakdown
),
above AS (
    SELECT
        unit_id, period, indicator, breakdown, sum(more) AS more, sum(more_ytd) AS more_ytd,
        sum(more_expected) AS more_expected, sum(more_reported) AS more_reported,
        sum(more_contributing) AS more_contributing, sum(more_contributing_ytd) AS more_contributing_ytd,
        bool_and(status IN ('complete', 'ended')) AS complete
    FROM up
    WHERE unit_id IS NOT NULL
    GROUP BY unit_id, period, indicator, breakdown
    HAVING bool_or(closed)
),
corrected AS (
    SELECT
        m.unit_id, m.unit_code, m.unit_name, m.unit_level, m.parent_unit_id, m.period, m.year, m.quarter, m.indicator,
        m.breakdown,
        CASE WHEN t.unit_id IS NOT NULL THEN t.actual
            WHEN m.actual IS NULL AND coalesce(a.more, 0) = 0 THEN NULL
            ELSE coalesce(m.actual, 0) + coalesce(a.more, 0) END::DECIMAL(30, 10) AS actual,
        CASE WHEN t.unit_id IS NOT NULL THEN t.actual_ytd
            WHEN m.actual_ytd IS NULL AND coalesce(a.more_ytd, 0) = 0 THEN NULL
            ELSE coalesce(m.actual_ytd, 0) + coalesce(a.more_ytd, 0) END::DECIMAL(30, 10) AS actual_ytd,
        CASE WHEN t.unit_id IS NOT NULL THEN t.target ELSE m.target END::DECIMAL(30, 10) AS target,
        CASE WHEN t.unit_id IS NOT NULL THEN t.target_original ELSE m.target_original END::DECIMAL(30, 10)
            AS target_original,
        t.unit_id IS NOT NULL AS closed, t.attainment_pct AS closed_pct, m.attainment_pct AS made_pct,
        t.remaining AS closed_remaining, m.remaining = 0 AND m.target < m.actual_ytd AS is_floor,
        m.remaining AS left_over,
        (m.expected_units + coalesce(t.more_expected, a.more_expected, 0))::INTEGER AS expected_units,
        (m.reported_units + coalesce(t.more_reported, a.more_reported, 0))::INTEGER AS reported_units,
        (m.contributing_units + coalesce(t.more_contributing, a.more_contributing, 0))::INTEGER AS contributing_units,
        (m.contributing_units_ytd + coalesce(t.more_contributing_ytd, a.more_contributing_ytd, 0))::INTEGER
            AS contributing_units_ytd,
        CASE WHEN t.unit_id IS NOT NULL THEN t.status WHEN a.unit_id IS NULL THEN m.status
            WHEN a.complete AND m.reported_units + a.more_reported = m.expected_units + a.more_expected THEN 'complete'
            WHEN m.reported_units + a.more_reported = 0 AND m.expected_units + a.more_expected > 0 THEN 'missing'
            ELSE 'partial' END AS status,
        m.decimals, m.inherited_ytd,
        m.place
    FROM made AS m
    LEFT JOIN top AS t ON t.closed AND t.unit_id = m.unit_id AND t.period = m.period AND t.indicator = m.indicator
        AND t.breakdown = m.breakdown
    LEFT JOIN above AS a ON a.unit_id = m.unit_id AND a.period = m.period AND a.indicator = m.indicator
        AND a.breakdown = m.breakdown
)
SELECT
    unit_id, unit_code, unit_name, unit_level, parent_unit_id, period, year, quarter, indicator, breakdown, actual,
    actual_ytd, target, target_original,
    CASE WHEN closed THEN closed_pct
        WHEN made_pct IS NOT NULL
        THEN percent_units(actual_ytd, target, getvariable('rounding_mode'), {{percent_units}})::DECIMAL(38, 0)
            * {{percent_unit}}
    END::DECIMAL(38, {{percent_scale}}) AS attainment_pct,
    CASE WHEN closed THEN closed_remaining WHEN left_over IS NULL THEN NULL WHEN is_floor AND target < actual_ytd THEN 0
        ELSE target - actual_ytd END::DECIMAL(30, 10) AS remaining,
    expected_units, reported_units, contributing_units, contributing_units_ytd, status, decimals, inherited_ytd
FROM corrected
ORDER BY place
