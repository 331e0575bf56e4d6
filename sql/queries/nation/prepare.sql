-- nation/prepare: what a nation's ledger knows of the lakes that it was gathered from.
-- Inputs: none
-- lake.whole: one row: the digest of what has no year, that of the registries in it, and how often these changed.
-- lake.part: the digest of each year of each province.
CREATE SCHEMA IF NOT EXISTS lake;
CREATE TABLE IF NOT EXISTS lake.whole (
    digest VARCHAR NOT NULL, registries VARCHAR NOT NULL, number INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS lake.part (province VARCHAR NOT NULL, year INTEGER NOT NULL, digest VARCHAR NOT NULL);
