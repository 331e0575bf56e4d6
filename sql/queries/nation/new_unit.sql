-- nation/new_unit: gives a number to each unit that has none. The others keep theirs, since the numbers of the ledger
-- stand under them.
-- Inputs: lake.new_unit (a key by the order of names, unit_id), ledger.unit_key
INSERT INTO ledger.unit_key
SELECT l.last_key + row_number() OVER (ORDER BY n.unit_key), n.unit_id
FROM lake.new_unit AS n
ANTI JOIN ledger.unit_key AS k ON k.unit_id = n.unit_id
CROSS JOIN (SELECT coalesce(max(unit_key), 0) AS last_key FROM ledger.unit_key) AS l
