-- Several forms may stand in one workbook: each is a submission of its own. part numbers them, 1 for the first; place is
-- the sheet on which the form stands, with the row where it begins below another one. Place is NULL in rows that were
-- written before, and empty where no form was found.
ALTER TABLE ledger.submission ADD COLUMN part INTEGER DEFAULT 1;
ALTER TABLE ledger.submission ADD COLUMN place VARCHAR;
