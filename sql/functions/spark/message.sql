-- Texts for people, as in functions/duckdb. DuckDB's concat leaves NULL out, Spark's is NULL then: concat_ws leaves it
-- out on both.

-- A text of the catalogue.
CREATE OR REPLACE TEMPORARY FUNCTION message_text(language STRING, key STRING) RETURNS STRING RETURN
    try_element_at(getvariable('messages'), concat(language, '.', key));

-- A text with a place in it filled.
CREATE OR REPLACE TEMPORARY FUNCTION fill_place(template STRING, place STRING, content STRING) RETURNS STRING RETURN
    replace(template, concat('{', place, '}'), coalesce(content, ''));

-- A file's path as people are shown it. Spark cannot compose accents; a path in which one of the marks of Vietnamese
-- follows a letter by itself is one whose accents are not composed.
CREATE OR REPLACE TEMPORARY FUNCTION shown_path(path STRING) RETURNS STRING RETURN
    CASE WHEN path RLIKE '[A-Za-zÀ-ỹ][\u0300\u0301\u0302\u0303\u0306\u0309\u031B\u0323]' THEN concat(path, ' (NFD)')
        ELSE path END;

-- A period's label as people say it: 2021-Q2 is quý II năm 2021.
CREATE OR REPLACE TEMPORARY FUNCTION period_text(language STRING, kind STRING, label STRING) RETURNS STRING RETURN
    fill_place(fill_place(fill_place(
        message_text(language, concat('period.', kind)), 'year', substr(label, 1, 4)), 'label', label),
        'quarter',
        CASE right(label, 1) WHEN '1' THEN 'I' WHEN '2' THEN 'II' WHEN '3' THEN 'III' WHEN '4' THEN 'IV' END);
