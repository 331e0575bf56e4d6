-- ledger.finding of a nation: which problem stands where; what a workbook said there stays in the province.
-- Grain: problem of a reading.
-- Inputs: lake.finding, ledger.reading_key
SELECT
    k.reading_id, f.ordinal, f.severity, f.code, f.sheet, f.cell, '' AS read, '' AS expected, '' AS detail,
    '' AS message_vi, '' AS message_en
FROM lake.finding AS f
JOIN ledger.reading_key AS k ON k.submission_id = f.submission_id
