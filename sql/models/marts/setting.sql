-- setting: how these tables were made.
-- Grain: setting.
-- Inputs: core.period
-- Rebuild: published
-- Table: Thiết lập khi lập bảng | How these tables were made
-- Column: name | Tên thiết lập | Name
-- Column: value | Giá trị | Value
SELECT name, value
FROM (VALUES
    ('rounding_mode', getvariable('rounding_mode')::STRING), ('rounding_digits', '{{percent_digits}}'),
    ('cutoff_day', getvariable('cutoff_day')::STRING), ('time_zone', getvariable('time_zone')::STRING)
) AS setting (name, value)
ORDER BY name
