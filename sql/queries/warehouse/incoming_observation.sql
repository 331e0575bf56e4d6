-- warehouse/incoming_observation: takes what a run read on its way into the ledger, when it comes row by row.
-- Grain: one number, or the mark in its place, read from one cell.
-- Columns: as in ledger.observation; value in whole ten-thousandths
CREATE OR REPLACE TEMP TABLE incoming_observation (
    reading_id INTEGER, unit_key INTEGER, series_key INTEGER, measure VARCHAR, mark VARCHAR, value BIGINT, sheet VARCHAR, cell VARCHAR, raw VARCHAR
)
