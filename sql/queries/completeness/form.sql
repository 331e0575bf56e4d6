-- completeness/form: what the forms are called.
-- Grain: form.
-- Inputs: form
-- Columns: form, title_vi, title_en (of the definition that is listed last)
SELECT form, last(title_vi ORDER BY rowid) AS title_vi, last(title_en ORDER BY rowid) AS title_en FROM form
    GROUP BY form ORDER BY form
