-- nation/new_reading: numbers the readings that are about to come, behind those that are there.
-- Inputs: lake.new_reading (a key by the order of submissions, submission_id), ledger.reading
CREATE OR REPLACE TABLE ledger.reading_key AS
SELECT (l.last_id + n.reading_id)::INTEGER AS reading_id, n.submission_id
FROM lake.new_reading AS n
CROSS JOIN (SELECT coalesce(max(reading_id), 0) AS last_id FROM ledger.reading) AS l
