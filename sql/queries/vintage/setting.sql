-- vintage/setting: how the published tables were made.
-- Grain: setting.
-- Inputs: setting
-- Columns: name, value
SELECT name, value FROM setting
