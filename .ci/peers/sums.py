"""The sums of a cold run, and nothing else: python-calamine reads the workbooks, polars and DuckDB add up.

No ledger, no findings, no statuses, no units by name: what somebody would write in an afternoon. It prints the
province's sums in the order in which `compare` asks tonghop for them. Usage: sums.py INBOX"""
import glob
import re
import sys

import duckdb
import polars
from python_calamine import CalamineWorkbook

ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
rows = []
for path in glob.glob(sys.argv[1] + "/**/*.xlsx", recursive=True):
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    unit = period = None
    for cells in sheet:
        first = str(cells[0])
        if first.startswith("Đơn vị báo cáo:"):
            unit = first.partition(":")[2].strip()
        elif found := re.match(r"Quý (\w+) năm (\d{4})", first):
            period = f"{found[2]}-Q{ROMAN[found[1]]}"
        elif isinstance(cells[0], float) and isinstance(cells[4], float):
            flow = cells[3] if isinstance(cells[3], float) else None
            rows.append((unit, period, cells[1], flow, cells[4]))
frame = polars.DataFrame(rows, schema=["unit", "period", "label", "flow", "ytd"], orient="row")
for row in duckdb.sql("""SELECT period, label, sum(coalesce(flow, ytd))::BIGINT, sum(ytd)::BIGINT, count(DISTINCT unit)
        FROM frame GROUP BY period, label ORDER BY period, label LIKE 'Chỉ%' DESC, label""").fetchall():
    print(row[0], row[2], row[3] if row[1].startswith("Chỉ") else "", row[4], sep=",")
