-- not_submitted: the units whose workbooks are missing or were rejected: whom to chase.
-- Grain: unit × form × period.
-- Inputs: completeness, finding
-- Parameters: year
-- Columns: unit_name, form, period, due_date (text), status (missing, rejected)
SELECT unit_name, form, period, coalesce(strftime(due_date, '%d/%m/%Y'), '') AS due_date, status
FROM completeness
WHERE status IN ('missing', 'rejected') AND period[1:4] = $1::VARCHAR
ORDER BY rowid
