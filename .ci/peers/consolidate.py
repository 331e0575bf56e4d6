"""Consolidates a ledger of tonghop's benchmark at scale by hand, in DuckDB: what a careful analyst would write.

Latest reading of each unit and period, flows and cumulatives from each other, stocks, sums over all units above, quarters
and years against the targets, and who reported. It prints the province's totals, which the benchmark holds against its
own, and then the CPU seconds. Usage: consolidate.py [--files] warehouse.duckdb FOLDER (for what does not fit into memory,
and with --files for the tables as CSV and Parquet, which the benchmark of the consolidation alone does not write)"""
import os
import sys

import duckdb

*options, ledger, folder = sys.argv[1:]
db = duckdb.connect()
db.execute(f"ATTACH '{ledger}' AS w (READ_ONLY); SET memory_limit = '1280MB'; SET temp_directory = '{folder}'")
db.execute("""
CREATE TABLE unit AS SELECT unit_key, unit_id, parent_key FROM w.ledger.unit_row JOIN w.ledger.unit_key USING (unit_key);
CREATE TABLE above AS WITH RECURSIVE up AS (
    SELECT unit_key, unit_key AS over_key, parent_key FROM unit
    UNION ALL SELECT up.unit_key, p.unit_key, p.parent_key FROM up JOIN unit p ON p.unit_key = up.parent_key)
  SELECT unit_key, over_key FROM up;
CREATE TABLE current AS SELECT reading_id, unit_key, year, quarter FROM w.ledger.reading WHERE accepted
  QUALIFY row_number() OVER (PARTITION BY form_id, unit_key, period ORDER BY reading_id DESC) = 1;
CREATE TABLE fact AS SELECT o.unit_key, series_key, year, quarter,
    max(value) FILTER (measure = 'flow') AS flow, max(value) FILTER (measure = 'ytd') AS ytd,
    max(value) FILTER (measure = 'stock') AS stock
  FROM w.ledger.observation o JOIN current USING (reading_id) GROUP BY ALL;
CREATE TABLE whole AS SELECT unit_key, series_key, year, quarter, stock,
    coalesce(flow, ytd - coalesce(lag(ytd) OVER q, 0)) AS flow,
    coalesce(ytd, sum(flow) OVER q) AS ytd
  FROM fact WINDOW q AS (PARTITION BY unit_key, series_key, year ORDER BY quarter);
CREATE TABLE quarterly AS SELECT over_key AS unit_key, series_key, year, quarter, sum(flow) AS flow, sum(ytd) AS ytd,
    sum(stock) AS stock, count(*) AS reported, count_if(coalesce(flow, stock) > 0) AS contributing
  FROM whole JOIN above USING (unit_key) GROUP BY ALL;
CREATE TABLE goal AS SELECT unit_key, series_key, first_year AS year, max(value) AS target FROM w.ledger.target_row GROUP BY ALL;
CREATE TABLE attainment AS SELECT q.*, target, round(ytd * 100 / target, 1) AS pct FROM quarterly q LEFT JOIN goal
  USING (unit_key, series_key, year);
CREATE TABLE yearly AS SELECT unit_key, series_key, year, sum(flow) AS actual, arg_max(stock, quarter) AS stock,
    min(reported) AS reported, any_value(target) AS target FROM attainment GROUP BY ALL;""")
for table in ("attainment", "yearly") if "--files" in options else ():
    for kind in ("csv", "parquet"):
        db.execute(f"COPY (FROM {table} ORDER BY ALL) TO '{folder}/{table}.{kind}' (FORMAT {kind})")
for row in db.execute("""SELECT year, quarter, indicator, coalesce(flow, stock)::BIGINT, coalesce(ytd, 0)::BIGINT
  FROM attainment JOIN unit USING (unit_key) JOIN w.ledger.series_key USING (series_key)
  WHERE unit_id = 'tinh' ORDER BY ALL""").fetchall():
    print(*row)
used = os.times()
print("cpu", used.user + used.system)
