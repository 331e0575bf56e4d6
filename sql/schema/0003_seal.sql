-- The published rows of closed periods, as they were when the period was closed. A period that was reopened and closed again has
-- the rows of both times; those of the last close are in force.

-- Grain: close × unit × indicator × breakdown.
CREATE TABLE ledger.sealed_quarterly (
    action_id INTEGER NOT NULL,
    unit_id VARCHAR NOT NULL, unit_code VARCHAR, unit_name VARCHAR, unit_level VARCHAR, parent_unit_id VARCHAR,
    period VARCHAR NOT NULL, year INTEGER NOT NULL, quarter INTEGER NOT NULL, indicator VARCHAR NOT NULL, breakdown VARCHAR NOT NULL,
    actual DECIMAL(18, 4), actual_ytd DECIMAL(18, 4), target DECIMAL(18, 4), target_original DECIMAL(18, 4), attainment_pct DECIMAL(18, 4),
    remaining DECIMAL(18, 4), expected_units INTEGER, reported_units INTEGER, contributing_units INTEGER, contributing_units_ytd INTEGER,
    status VARCHAR
);
CREATE TABLE ledger.sealed_yearly (
    action_id INTEGER NOT NULL,
    unit_id VARCHAR NOT NULL, unit_code VARCHAR, unit_name VARCHAR, unit_level VARCHAR, parent_unit_id VARCHAR,
    period VARCHAR NOT NULL, year INTEGER NOT NULL, indicator VARCHAR NOT NULL, breakdown VARCHAR NOT NULL,
    actual DECIMAL(18, 4), target DECIMAL(18, 4), target_original DECIMAL(18, 4), attainment_pct DECIMAL(18, 4), remaining DECIMAL(18, 4),
    expected_units INTEGER, reported_units INTEGER, contributing_units INTEGER, status VARCHAR, reported_quarters INTEGER, expected_quarters INTEGER
);
