-- A period that was closed although something was missing says so for ever. incomplete is what was missing, held,
-- rejected or contradicted then, in the language of the workspace; NULL for every other decision.
ALTER TABLE ledger.action ADD COLUMN incomplete VARCHAR;
