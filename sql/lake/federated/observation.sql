-- observation of a federated nation: in the place of cells, what each province published of its top units.
-- Grain: unit × quarter × series × measure.
-- Inputs: lake.attainment_quarterly, lake.state, staging.series
-- Columns: as the mart observation: submission_id is the province and its vintage, sheet the published table, and cell
--          the column of it
WITH published AS (
    SELECT
        a.unit_id, a.period, a.year::INTEGER AS year, a.indicator, a.breakdown, s.is_stock, a.actual, a.actual_ytd,
        concat(a.province, '/', t.vintage) AS submission_id
    FROM lake.attainment_quarterly AS a
    JOIN lake.state AS t ON t.province = a.province
    JOIN staging.series AS s ON s.indicator = a.indicator AND s.breakdown = a.breakdown
),
cell AS (
    SELECT unit_id, period, year, indicator, breakdown, CASE WHEN is_stock THEN 'stock' ELSE 'flow' END AS measure,
        actual AS value, submission_id, 'actual' AS cell
    FROM published
    UNION ALL
    SELECT unit_id, period, year, indicator, breakdown, 'ytd', actual_ytd, submission_id, 'actual_ytd'
    FROM published
    WHERE NOT is_stock
)
SELECT
    unit_id, 'published' AS form, period, year, indicator, breakdown, measure, 'value' AS mark,
    value::DECIMAL(29, 10) AS value, submission_id, '' AS file_name, 'attainment_quarterly' AS sheet, cell,
    0::BIGINT AS precedence, plain_decimal(value) AS raw
FROM cell
WHERE value IS NOT NULL
ORDER BY year, unit_id, period, indicator, breakdown, measure
