-- warehouse/published_year: the years that published tables have rows of, each with what decides about them besides
-- settings.
-- Grain: year.
-- Inputs: core.period, ledger.built_year, staging.closed_period, ledger.sealed_quarterly, ledger.sealed_yearly
-- Columns: year, state
WITH sealed AS (
    SELECT year, period, action_id FROM ledger.sealed_quarterly SEMI JOIN staging.closed_period USING (action_id)
    UNION
    SELECT year, period, action_id FROM ledger.sealed_yearly SEMI JOIN staging.closed_period USING (action_id)
),
closing AS (SELECT year, string_agg(period || ':' || action_id, ' ' ORDER BY period) AS state FROM sealed GROUP BY year)
SELECT y.year, concat_ws(' ', b.state, c.state) AS state
FROM (SELECT year FROM core.period UNION SELECT year FROM closing) AS y
LEFT JOIN ledger.built_year AS b ON b.year = y.year
LEFT JOIN closing AS c ON c.year = y.year
ORDER BY y.year
