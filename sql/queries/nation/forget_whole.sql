-- nation/forget_whole: empties what has no year, before it is gathered anew.
-- Inputs: lake.whole, and the tables of the ledger that have no year
INSERT INTO lake.whole SELECT '', '', 0 WHERE NOT EXISTS (FROM lake.whole);
UPDATE lake.whole SET digest = '';
DELETE FROM ledger.registry_version;
DELETE FROM ledger.unit_row;
DELETE FROM ledger.change_row;
DELETE FROM ledger.target_row;
DELETE FROM ledger.obligation;
DELETE FROM ledger.obligation_series;
DELETE FROM ledger.definition;
DELETE FROM ledger.run;
DELETE FROM ledger.action;
