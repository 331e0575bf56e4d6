-- series: the indicators and their breakdowns, with their labels.
-- Grain: indicator × breakdown.
-- Inputs: staging.series
-- Rebuild: published
-- Table: Danh mục chỉ tiêu thống kê | Indicators and breakdowns
-- Column: indicator | Chỉ tiêu thống kê | Indicator
-- Column: breakdown | Trong đó | Breakdown
-- Column: label_vi | Tên | Name in Vietnamese
-- Column: label_en | Tên tiếng Anh | Name in English
-- Column: unit_label_vi | Đơn vị tính | Unit of measure in Vietnamese
-- Column: unit_label_en | Đơn vị tính, tiếng Anh | Unit of measure in English
-- Column: is_stock | Số thời điểm | A stock
-- Column: decimals | Số chữ số thập phân | Decimal digits
-- Column: ordinal | Thứ tự trong bảng in | Place in printed tables
SELECT indicator, breakdown, label_vi, label_en, unit_label_vi, unit_label_en, is_stock, decimals, ordinal
FROM staging.series ORDER BY ordinal
