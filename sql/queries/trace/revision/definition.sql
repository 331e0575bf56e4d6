-- trace/revision/definition: the configuration and forms that are not the same in two vintages.
-- Grain: text.
-- Inputs: before and after: definition
-- Columns: kind, name
SELECT kind, name
FROM before.definition AS b FULL JOIN after.definition AS a USING (kind, name)
WHERE a.sha256 IS DISTINCT FROM b.sha256
ORDER BY kind, name
