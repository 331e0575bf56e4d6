-- nation/keep_whole: what has no year has been gathered.
-- Inputs: lake.whole
-- Parameters: digest, that of the registries: years are made anew when these are others
UPDATE lake.whole
SET digest = $1, registries = $2, number = number + CASE WHEN registries <> $2 THEN 1 ELSE 0 END
