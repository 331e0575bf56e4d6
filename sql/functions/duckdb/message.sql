-- Texts for people, from the one catalogue (pipeline/vocabulary/message), which stands in the variable messages by
-- language and key: en.held_contradicts.

-- A text of the catalogue.
CREATE OR REPLACE TEMP MACRO message_text(language, key) AS getvariable('messages')[concat(language, '.', key)];

-- A text with a place in it filled.
CREATE OR REPLACE TEMP MACRO fill_place(template, place, content) AS
    replace(template, concat('{', place, '}'), coalesce(content, ''));

-- A file's path as people are shown it: two that differ only in how their accents are composed look the same otherwise.
CREATE OR REPLACE TEMP MACRO shown_path(path) AS
    CASE WHEN nfc_normalize(path) = path THEN path ELSE concat(path, ' (NFD)') END;

-- A period's label as people say it: 2021-Q2 is quý II năm 2021.
CREATE OR REPLACE TEMP MACRO period_text(language, kind, label) AS
    fill_place(fill_place(fill_place(
        message_text(language, concat('period.', kind)), 'year', substr(label, 1, 4)), 'label', label),
        'quarter',
        CASE right(label, 1) WHEN '1' THEN 'I' WHEN '2' THEN 'II' WHEN '3' THEN 'III' WHEN '4' THEN 'IV' END);
