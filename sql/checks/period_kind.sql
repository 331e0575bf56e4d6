-- period_kind: a period is of a known kind, and ends in a month in which one of its kind can end.
-- Inputs: core.period
-- Scope: whole
-- Returns: the periods that are of no known kind or end elsewhere
SELECT year, month, kind, period
FROM core.period
WHERE NOT CASE kind
    WHEN 'month' THEN month BETWEEN 1 AND 12 WHEN 'quarter' THEN month IN (3, 6, 9, 12)
    WHEN 'half' THEN month = 6 WHEN 'nine_months' THEN month = 9 WHEN 'year' THEN month = 12
    ELSE false
END
