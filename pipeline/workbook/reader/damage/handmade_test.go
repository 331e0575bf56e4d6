package damage

// handmade is a workbook with one of everything whose loss could go unnoticed. Its texts stand in every form that the
// format knows, its cells have every type, and the last of its shared strings and styles are in use.
func handmade() []part {
	return []part{
		{"[Content_Types].xml", []byte(handmadeTypes)},
		{"_rels/.rels", []byte(handmadePackage)},
		{"xl/workbook.xml", []byte(handmadeWorkbook)},
		{"xl/_rels/workbook.xml.rels", []byte(handmadeRelations)},
		{"xl/styles.xml", []byte(handmadeStyles)},
		{"xl/sharedStrings.xml", []byte(handmadeStrings)},
		{"xl/worksheets/sheet1.xml", []byte(handmadeReport)},
		{"xl/worksheets/sheet2.xml", []byte(handmadeDates)},
		{"xl/worksheets/sheet3.xml", []byte(handmadeHidden)},
		{"docProps/core.xml", []byte(handmadeCore)},
	}
}

// bare is as little as a program may write: no styles, no shared strings, no addresses, no content types of its parts.
func bare() []part {
	return []part{
		{"[Content_Types].xml",
			[]byte(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ` +
				`ContentType="application/xml"/></Types>`)},
		{"_rels/.rels", []byte(handmadePackage)},
		{"xl/workbook.xml", []byte(`<workbook xmlns="` + mainNamespace + `" xmlns:r="` + officeNamespace +
			`"><sheets><sheet name="Biểu" sheetId="1" r:id="rId1"/></sheets></workbook>`)},
		{"xl/_rels/workbook.xml.rels",
			[]byte(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship ` +
				`Id="rId1" Type="` +
				officeNamespace + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`)},
		{"xl/worksheets/sheet1.xml", []byte(`<worksheet xmlns="` + mainNamespace + `"><sheetData>` +
			`<row><c t="inlineStr"><is><t>Xã Cư Pui</t></is></c><c><v>7</v></c><c><v>8</v></c></row>` +
			`<row><c t="inlineStr"><is><t>Xã Hòa Lễ</t></is></c><c/><c><v>12.5</v></c></row>` +
			`</sheetData></worksheet>`)},
	}
}

const (
	mainNamespace   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeNamespace = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	declaration     = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"
)

const handmadeTypes = declaration + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
	`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
	`<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
	`<Override PartName="/xl/worksheets/sheet3.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>` +
	`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
	`<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>` +
	`</Types>`

const handmadePackage = declaration +
	`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + officeNamespace + `/officeDocument" Target="xl/workbook.xml"/>` +
	`</Relationships>`

const handmadeRelations = declaration +
	`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + officeNamespace + `/worksheet" Target="worksheets/sheet1.xml"/>` +
	`<Relationship Id="rId2" Type="` + officeNamespace + `/worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
	`<Relationship Id="rId3" Type="` + officeNamespace + `/worksheet" Target="worksheets/sheet3.xml"/>` +
	`<Relationship Id="rId4" Type="` + officeNamespace + `/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId5" Type="` + officeNamespace + `/sharedStrings" Target="sharedStrings.xml"/>` +
	`</Relationships>`

const handmadeWorkbook = declaration + `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + officeNamespace + `">` +
	`<workbookPr defaultThemeVersion="124226"/><bookViews><workbookView xWindow="0" yWindow="0" activeTab="0"/></bookViews>` +
	`<sheets><sheet name="Báo cáo" sheetId="1" r:id="rId1"/><sheet name="Ngày &amp; giờ" sheetId="2" r:id="rId2"/>` +
	`<sheet name="Ẩn" sheetId="3" state="hidden" r:id="rId3"/></sheets>` +
	`<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'Báo cáo'!$A$1:$G$9</definedName></definedNames><calcPr calcId="145621"/></workbook>`

const handmadeStyles = declaration + `<styleSheet xmlns="` + mainNamespace + `">` +
	`<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="#,##0.0&quot; %&quot;"/></numFmts>` +
	`<fonts count="3"><font><sz val="12"/><name val="Times New Roman"/></font><font><b/><sz val="12"/><name val="Times New Roman"/></font>` +
	`<font><sz val="12"/><name val=".VnTime"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="3" fontId="1" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment horizontal="center"/></xf>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="165" fontId="1" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const handmadeStrings = declaration + `<sst xmlns="` + mainNamespace + `" count="7" uniqueCount="7">` +
	`<si><t>Đơn vị báo cáo: Xã Cư Pui</t></si><si><t xml:space="preserve"> Chỉ tiêu </t></si>` +
	`<si><r><rPr><b/><sz val="12"/></rPr><t>Kết quả</t></r><r><t xml:space="preserve"> thực hiện</t></r></si>` +
	`<si><t>課題</t><rPh sb="0" eb="2"><t>カダイ</t></rPh><phoneticPr fontId="1"/></si>` +
	`<si><t>dòng 1&#10;dòng 2_x000D_ &lt;&amp;&gt;</t></si><si><t>Trong ®ã: N÷</t></si><si><t>Tổng cộng</t></si></sst>`

const handmadeReport = declaration + `<worksheet xmlns="` + mainNamespace + `" xmlns:r="` + officeNamespace +
	`"><dimension ref="A1:G9"/>` +
	`<sheetViews><sheetView workbookViewId="0"><pane ySplit="2"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
	`<cols><col min="1" max="1" width="6" customWidth="1"/><col min="7" max="8" width="9" hidden="1" customWidth="1"/></cols>` +
	`<sheetData><row r="1" spans="1:7"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/><c r="C1" s="1"/><c r="G1" t="s"><v>1</v></c></row>` +
	`<row r="2" spans="1:7" ht="30"><c r="A2" t="s"><v>2</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" t="s"><v>4</v></c><c r="D2" s="4" t="s"><v>5</v></c></row>` +
	`<row r="4" spans="1:7"><c r="A4"><v>1</v></c><c r="B4" s="1"><v>1234567</v></c><c r="C4" s="3"><v>114.28571428571429</v></c><c r="D4"><v>-0.5</v></c><c r="E4"><v>1.5E-7</v></c></row>` +
	`<row r="5" hidden="1"><c r="A5" t="inlineStr"><is><t>Xã Hòa Lễ</t></is></c><c r="B5" t="inlineStr"><is><r><t>Hòa</t></r><r><t xml:space="preserve"> Sơn</t></r></is></c>` +
	`<c r="C5" t="b"><v>1</v></c><c r="D5" t="b"><v>0</v></c><c r="E5" t="e"><v>#REF!</v></c></row>` +
	`<row r="6"><c r="A6" s="1"><f>SUM(B4:B5)</f><v>1234567</v></c><c r="B6" t="str"><f>A5&amp;" huyện"</f><v>Xã Hòa Lễ huyện</v></c><c r="C6" t="e"><f>1/0</f><v>#DIV/0!</v></c>` +
	`<c r="D6"><f>A6*2</f></c><c r="E6" t="b"><f t="shared" ref="E6:E7" si="0">A6&gt;1</f><v>1</v></c></row>` +
	`<row r="9"><c r="A9" t="s"><v>6</v></c><c r="B9" s="1"><v>42</v></c><c r="G9" s="1"><v>99</v></c></row></sheetData>` +
	`<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="E4:F5"/></mergeCells><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`

const handmadeDates = declaration + `<worksheet xmlns="` + mainNamespace + `"><sheetData>` +
	`<row r="1"><c r="A1" s="2"><v>44469</v></c><c r="B1" s="2"><v>44469.604166666664</v></c><c r="C1" t="d"><v>2021-09-30</v></c></row>` +
	`<row r="2"><c r="A2" s="2"><f>A1+1</f><v>44470</v></c><c r="B2"><v>2021</v></c></row></sheetData></worksheet>`

const handmadeHidden = declaration + `<worksheet xmlns="` + mainNamespace + `"><sheetData>` +
	`<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row><row r="2"><c r="A2"><v>4</v></c><c r="B2"><v>5</v></c></row>` +
	`<row r="3"><c r="C3"><v>6</v></c></row></sheetData></worksheet>`

const handmadeCore = declaration +
	`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
	`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Văn phòng</dc:creator></cp:coreProperties>`
