-- Texts in files that people open in a spreadsheet program.

-- A text that the program would compute, since it begins with = + - @, a tab or a carriage return (the signs of full
-- width included), gets an apostrophe in front. A sign alone and a number are none. vntext.Harmless is the same in Go.
CREATE OR REPLACE TEMP MACRO csv_text(x) AS
    CASE
        WHEN unicode(x) IN (9, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312)
            AND NOT regexp_full_match(x, '[+-]([0-9][0-9.,]*)?') THEN concat('''', x)
        ELSE x
    END;
