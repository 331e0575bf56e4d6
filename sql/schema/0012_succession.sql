-- What a row of registry/changes says of the numbers. counts is what the successor's cumulative holds of the unit's (own: nothing,
-- includes: all of it; '' where the registry does not say). allocation is the successor's weight in a split, NULL where the
-- registry has none. ordinal is the row's place in the registry's table, counted from 1. In rows that were written before,
-- counts and allocation say nothing and ordinal is NULL.
ALTER TABLE ledger.change_row ADD COLUMN counts VARCHAR DEFAULT '';
ALTER TABLE ledger.change_row ADD COLUMN allocation DECIMAL(29, 10);
ALTER TABLE ledger.change_row ADD COLUMN ordinal INTEGER;
-- What a form says of all successions: counts as above, and whether a unit that ended within a period is asked for it once more.
ALTER TABLE ledger.obligation ADD COLUMN counts VARCHAR DEFAULT '';
ALTER TABLE ledger.obligation ADD COLUMN final BOOLEAN DEFAULT false;
-- Whose a submission is, where staff said so as they accepted it: its own head means another unit, or none. NULL for every
-- other decision.
ALTER TABLE ledger.action ADD COLUMN unit_id VARCHAR;
