-- warehouse/load_observation: what a run read, into the ledger. incoming_observation is the run's own relation: an
-- Arrow view or a temporary table, with the whole part of the value apart from its fraction, in units of 10^-10.
-- Grain: one number, or the mark in its place, read from one cell.
-- Inputs: incoming_observation
-- Columns: as in ledger.observation
INSERT INTO ledger.observation
SELECT reading_id, unit_key, series_key, measure::measure, mark::mark,
    CASE WHEN mark = 'value' THEN whole::DECIMAL(29, 10) + fraction::DECIMAL(18, 0) * 0.0000000001 END::DECIMAL(29, 10),
    sheet, cell, raw
FROM incoming_observation
