-- Texts in files that people open in a spreadsheet program.

-- A text that the program would compute, since it begins with = + - @, a tab or a carriage return (the signs of full
-- width included), gets an apostrophe in front. A sign alone and a number are none. vntext.Harmless is the same in Go.
-- (A regular expression would be made anew for each column of each table, which takes longer than the rows.)
CREATE OR REPLACE TEMP MACRO csv_text(x) AS
    CASE
        WHEN x IS NULL OR unicode(x) NOT IN (9, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312) THEN x
        WHEN x IN ('+', '-') THEN x
        WHEN unicode(x) IN (43, 45) AND unicode(substr(x, 2, 1)) BETWEEN 48 AND 57
            AND ltrim(substr(x, 2), '0123456789.,') = '' THEN x
        ELSE concat('''', x)
    END;
