"""Writes the large workbooks of the comparison into a folder: .xlsx as Excel writes them, .xls by xlwt.

Each row has a name from the shared strings, a date, six numbers and a sum. Usage: books.py FOLDER"""
import os
import sys
import zipfile

import xlwt

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def numbers(i):
    n = i * 2654435761
    return [44197 + i % 365, n % 997, n % 9973, n % 99991, n % 313 + 0.5, n % 7, n % 1009]


def xlsx(path, rows):
    names = min(rows, 20_000)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/>' + "".join(
            f'<Override PartName="/xl/{name}.xml" ContentType="{kind}.{what}+xml"/>' for name, what in (
                ("worksheets/sheet1", "worksheet"), ("styles", "styles"),
                ("sharedStrings", "sharedStrings"))) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}relationships">' + "".join(
            f'<Relationship Id="rId{i}" Type="{OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in (
                (1, "worksheet", "worksheets/sheet1.xml"), (2, "styles", "styles.xml"),
                (3, "sharedStrings", "sharedStrings.xml"))) + "</Relationships>",
        "xl/styles.xml": f'<styleSheet {MAIN}><fonts count="1"><font><sz val="12"/><name val="Times New Roman"/></font>'
        '</fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0"/>'
        '<xf numFmtId="14" fontId="0"/><xf numFmtId="3" fontId="0"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f"<sst {MAIN}>" + "".join(
            f"<si><t>Xã số {i}, Huyện số {i % 40}</t></si>" for i in range(names)) + "</sst>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(name, text)
        with out.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"<worksheet {MAIN}><sheetData>".encode())
            for i in range(rows):
                r, n = i + 1, numbers(i)
                sheet.write((
                    f'<row r="{r}" spans="1:9"><c r="A{r}" t="s"><v>{i % names}</v></c><c r="B{r}" s="1"><v>{n[0]}</v></c>'
                    + "".join(f'<c r="{c}{r}" s="2"><v>{v}</v></c>' for c, v in zip("CDEFGH", n[1:]))
                    + f'<c r="I{r}" s="2"><f>SUM(C{r}:E{r})</f><v>{n[1] + n[2] + n[3]}</v></c></row>').encode())
            sheet.write(b"</sheetData></worksheet>")


def xls(path, rows):
    book = xlwt.Workbook()
    sheet, date = book.add_sheet("A"), xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for i in range(rows):
        n = numbers(i)
        sheet.write(i, 0, f"Xã số {i % 20_000}, Huyện số {i % 40}")
        sheet.write(i, 1, n[0], date)
        for c, v in enumerate(n[1:] + [n[1] + n[2] + n[3] + 0.25]):
            sheet.write(i, 2 + c, v)
    book.save(path)


def listed(folder, name, paths):
    with open(os.path.join(folder, name + ".list"), "w") as out:
        out.write("\n".join(paths))


folder = os.path.abspath(sys.argv[1])
os.makedirs(folder, exist_ok=True)
for rows in (60_000, 300_000, 1_000_000):
    path = os.path.join(folder, f"{rows}.xlsx")
    xlsx(path, rows)
    listed(folder, f"xlsx-{rows}", [path])
for name, count, rows in (("xls-small", 400, 100), ("xls-60000", 1, 60_000)):
    paths = [os.path.join(folder, f"{name}-{i}.xls") for i in range(count)]
    xls(paths[0], rows)
    for path in paths[1:]:
        with open(paths[0], "rb") as source, open(path, "wb") as copy:
            copy.write(source.read())
    listed(folder, name, paths)
