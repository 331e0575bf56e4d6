-- trace/revision/setting: the settings of two vintages.
-- Grain: setting.
-- Inputs: before and after: setting
-- Columns: name, value_before, value_after
SELECT name, b.value AS value_before, a.value AS value_after
FROM before.setting AS b JOIN after.setting AS a USING (name)
ORDER BY name
