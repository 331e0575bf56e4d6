-- The ledger: appended, never updated. recorded_at is UTC. Every state is a view over it.

CREATE SCHEMA ledger;
CREATE SCHEMA staging;
CREATE SCHEMA core;
CREATE SCHEMA mart;

CREATE TYPE measure AS ENUM ('flow', 'ytd', 'stock', 'target');
CREATE TYPE mark AS ENUM ('empty', 'value', 'none', 'not_applicable', 'unavailable');
CREATE TYPE severity AS ENUM ('error', 'warning');
CREATE TYPE period_kind AS ENUM ('quarter', 'half', 'nine_months', 'year', 'term');

-- Grain: one command that changed the ledger.
CREATE TABLE ledger.run (
    run_id      INTEGER PRIMARY KEY,
    kind        VARCHAR NOT NULL,      -- run, retract, unretract, close, reopen
    actor       VARCHAR NOT NULL,      -- who: user@host
    reason      VARCHAR NOT NULL,
    program     VARCHAR NOT NULL,      -- version of tonghop
    recorded_at TIMESTAMP NOT NULL,
    found INTEGER, fresh INTEGER, unchanged INTEGER, accepted INTEGER, rejected INTEGER
);

-- Grain: one text of tonghop.yaml or of a form, each time it changed. A name that is no longer there is not listed
-- under the later set_id.
CREATE TABLE ledger.definition (
    set_id      INTEGER NOT NULL,
    kind        VARCHAR NOT NULL,      -- configuration, form
    name        VARCHAR NOT NULL,
    sha256      VARCHAR NOT NULL,
    body        VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    run_id      INTEGER NOT NULL
);

-- Grain: one unit ever named; unit_key stands for unit_id in the large tables.
CREATE TABLE ledger.unit_key (unit_key INTEGER PRIMARY KEY, unit_id VARCHAR NOT NULL UNIQUE);

-- Grain: one indicator × breakdown ever named.
CREATE TABLE ledger.series_key (series_key INTEGER PRIMARY KEY, indicator VARCHAR NOT NULL, breakdown VARCHAR NOT NULL, UNIQUE (indicator, breakdown));

-- Grain: one form definition's obligation under one definition set.
CREATE TABLE ledger.obligation (
    set_id INTEGER NOT NULL, obligation_id INTEGER NOT NULL, form_id VARCHAR NOT NULL,
    title_vi VARCHAR NOT NULL, title_en VARCHAR NOT NULL,
    submitters VARCHAR[] NOT NULL, submitter_units VARCHAR[] NOT NULL, covered VARCHAR[] NOT NULL,
    kind period_kind NOT NULL, valid_from DATE, valid_to DATE,
    has_due BOOLEAN NOT NULL, due_days INTEGER NOT NULL, grace_days INTEGER NOT NULL, priority INTEGER NOT NULL,
    recorded_at TIMESTAMP NOT NULL
);

-- Grain: one series that an obligation brings.
CREATE TABLE ledger.obligation_series (
    set_id INTEGER NOT NULL, obligation_id INTEGER NOT NULL, series_key INTEGER NOT NULL, measures VARCHAR[] NOT NULL,
    label_vi VARCHAR NOT NULL, label_en VARCHAR NOT NULL, unit_label_vi VARCHAR NOT NULL, unit_label_en VARCHAR NOT NULL,
    decimals INTEGER NOT NULL, ordinal INTEGER NOT NULL
);

-- Grain: one state of registry/ as a whole.
CREATE TABLE ledger.registry_version (
    registry_id INTEGER PRIMARY KEY, sha256 VARCHAR NOT NULL, units_sha256 VARCHAR NOT NULL, recorded_at TIMESTAMP NOT NULL, run_id INTEGER NOT NULL
);
CREATE TABLE ledger.unit_row (
    registry_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, unit_key INTEGER NOT NULL, code VARCHAR NOT NULL, name VARCHAR NOT NULL,
    level VARCHAR NOT NULL, parent_key INTEGER, valid_from DATE, valid_to DATE
);
CREATE TABLE ledger.alias_row (registry_id INTEGER NOT NULL, name VARCHAR NOT NULL, unit_key INTEGER NOT NULL);
CREATE TABLE ledger.target_row (
    registry_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, unit_key INTEGER NOT NULL, series_key INTEGER NOT NULL,
    first_year INTEGER NOT NULL, last_year INTEGER NOT NULL, kind VARCHAR NOT NULL, value DECIMAL(18, 4) NOT NULL,
    share_of INTEGER, decision VARCHAR NOT NULL, signed_date DATE, effective_date DATE
);
CREATE TABLE ledger.change_row (
    registry_id INTEGER NOT NULL, changed_on DATE NOT NULL, kind VARCHAR NOT NULL, unit_key INTEGER NOT NULL, successor_key INTEGER, decision VARCHAR NOT NULL
);

-- Grain: one workbook content. receipt is the order in which contents were received, over all runs.
CREATE TABLE ledger.submission (
    submission_id VARCHAR NOT NULL, sha256 VARCHAR NOT NULL, path VARCHAR NOT NULL, file_name VARCHAR NOT NULL, size BIGINT NOT NULL,
    archived BOOLEAN NOT NULL, received_at TIMESTAMP NOT NULL, receipt INTEGER NOT NULL, recorded_at TIMESTAMP NOT NULL, run_id INTEGER NOT NULL
);

-- Grain: what one submission was understood as. year and quarter are those in which the period ends.
CREATE TABLE ledger.reading (
    reading_id INTEGER NOT NULL, submission_id VARCHAR NOT NULL, read_with VARCHAR NOT NULL, digest VARCHAR NOT NULL,
    form_id VARCHAR, unit_key INTEGER, period VARCHAR, kind period_kind, year INTEGER, quarter INTEGER,
    accepted BOOLEAN NOT NULL, recorded_at TIMESTAMP NOT NULL, run_id INTEGER NOT NULL
);

-- Grain: one number, or the mark in its place, read from one cell.
CREATE TABLE ledger.observation (
    reading_id INTEGER NOT NULL, unit_key INTEGER NOT NULL, series_key INTEGER NOT NULL, measure measure NOT NULL,
    mark mark NOT NULL, value DECIMAL(18, 4), sheet VARCHAR NOT NULL, cell VARCHAR NOT NULL, raw VARCHAR NOT NULL
);

-- Grain: one problem of one reading.
CREATE TABLE ledger.finding (
    reading_id INTEGER NOT NULL, ordinal INTEGER NOT NULL, severity severity NOT NULL, code VARCHAR NOT NULL, sheet VARCHAR NOT NULL, cell VARCHAR NOT NULL,
    read VARCHAR NOT NULL, expected VARCHAR NOT NULL, detail VARCHAR NOT NULL, message_vi VARCHAR NOT NULL, message_en VARCHAR NOT NULL
);

-- Grain: one decision of staff. subject is a submission_id (retract, unretract) or a period (close, reopen).
CREATE TABLE ledger.action (
    action_id INTEGER NOT NULL, kind VARCHAR NOT NULL, subject VARCHAR NOT NULL, reason VARCHAR NOT NULL, actor VARCHAR NOT NULL,
    recorded_at TIMESTAMP NOT NULL, run_id INTEGER NOT NULL
);

-- Not ledger: what the inbox knew of each file after the last run, so that an unchanged file costs a stat.
CREATE TABLE ledger.inbox_file (path VARCHAR NOT NULL, size BIGINT NOT NULL, modified_at TIMESTAMP NOT NULL, sha256 VARCHAR NOT NULL);

-- Not ledger: the definitions and unit names with which every submission was last read.
CREATE TABLE ledger.read_with (read_with VARCHAR NOT NULL);

-- Not ledger: with which inputs each year's models were last built.
CREATE TABLE ledger.built_year (year INTEGER NOT NULL, state VARCHAR NOT NULL);
