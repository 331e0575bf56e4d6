-- lake/year: the years of which there are submissions, each with a digest of what they are taken as: a year that has
-- the same digest is written with the same rows.
-- Grain: year.
-- Inputs: staging.submission_state, staging.standing, ledger.submission, ledger.action
-- Columns: year (0: of no known period), state
SELECT
    coalesce(t.year, 0) AS year,
    md5(concat(
        (SELECT count(*) FROM ledger.action WHERE kind = 'forget'), ' ',
        string_agg(concat_ws(':', t.submission_id, t.reading_id, t.run_id, c.standing, s.path, s.file_name),
            ',' ORDER BY t.submission_id)
    )) AS state
FROM staging.submission_state AS t
JOIN ledger.submission AS s ON s.submission_id = t.submission_id
LEFT JOIN staging.standing AS c ON c.submission_id = t.submission_id
GROUP BY coalesce(t.year, 0)
ORDER BY year
