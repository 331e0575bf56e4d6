-- ledger.reading_key of a nation: a number for each reading. A lake has one of each submission: the latest.
-- Grain: reading.
-- Inputs: lake.reading
SELECT row_number() OVER (ORDER BY submission_id NULLS FIRST)::INTEGER AS reading_id, submission_id FROM lake.reading
