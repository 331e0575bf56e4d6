-- trace/revision/succession: the units that follow others, were founded or ended in the year, in two vintages, and
-- those of which a total counts something that was achieved elsewhere.
-- Grain: unit.
-- Inputs: before and after: succession
-- Parameters: the quarter at whose end the numbers stand, before and after
-- Columns: unit_id, reason (the units that it follows; "" for none)
SELECT unit_id, max(predecessors) AS reason
FROM (
    SELECT unit_id, predecessors FROM before.succession WHERE period = $1
    UNION ALL
    SELECT unit_id, predecessors FROM after.succession WHERE period = $2
) AS s
GROUP BY unit_id
