-- nation/keep_part: a year of a province has been gathered.
-- Inputs: lake.part
-- Parameters: province, year, digest
INSERT INTO lake.part VALUES ($1, $2, $3)
