-- Not ledger: how far the journal is taken in. lines counts its lines, sha256 is that of the last of them, bytes is where that line
-- ends in the file. No row: the ledger was written before there were journals.
CREATE TABLE ledger.journal_head (lines INTEGER NOT NULL, sha256 VARCHAR NOT NULL, bytes BIGINT NOT NULL);
