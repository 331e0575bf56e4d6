"""Reads a list of workbooks by a Python reader: openpyxl, polars or duckdb. It prints what the others print: cells that
hold something, the sum of all numbers, CPU seconds. Usage: others.py READER LIST"""
import datetime
import os
import sys

reader, cells, total = sys.argv[1], 0, 0.0
EPOCH = datetime.datetime(1899, 12, 30)


def take(value):
    global cells, total
    if value is None or value == "":
        return
    cells += 1
    if isinstance(value, datetime.datetime):
        value = (value - EPOCH).total_seconds() / 86400
    elif isinstance(value, datetime.date):
        value = float((value - EPOCH.date()).days)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        total += value


if reader == "openpyxl":
    import openpyxl
elif reader == "polars":
    import polars
else:
    import duckdb
    import duckdb_extension_excel
    folder = os.path.dirname(duckdb_extension_excel.__file__)
    extension = next(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
                     if name == "excel.duckdb_extension")
    db = duckdb.connect(config={"allow_unsigned_extensions": "true"})
    db.execute(f"LOAD '{extension}'")
before = os.times()
for path in open(sys.argv[2]).read().splitlines():
    if reader == "openpyxl":
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs state too small a range
            for row in sheet.iter_rows(values_only=True):
                for value in row:
                    take(value)
    elif reader == "polars":
        for frame in polars.read_excel(path, sheet_id=0, has_header=False).values():
            for row in frame.iter_rows():
                for value in row:
                    take(value)
    else:
        name = path.replace("'", "''")
        for row in db.execute(f"FROM read_xlsx('{name}', header = false)").fetchall():
            for value in row:
                take(value)
after = os.times()
print(cells, f"{total:.4f}", f"{after.user + after.system - before.user - before.system:.4f}")
