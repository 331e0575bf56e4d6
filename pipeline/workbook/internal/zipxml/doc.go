// Package zipxml reads what .xlsx, .xlsb and .ods have in common: a zip container, its parts with their
// checksums, the relationships between them, and a scanner of XML that refuses whatever could hide a loss.
//
// It takes a file that can be read at any place and a Budget, and gives parts by name: as XML tokens (ReadPart,
// Scan) or as bytes (Content). It counts what reading costs against the bounds. It builds no tree of elements,
// changes nothing, and knows no cells.
//
// The standard library's archive/zip and encoding/xml are not used. They let pass what must be an error here, such as a
// part that stands twice or a part's own header that contradicts the directory, and encoding/xml allocates for every
// token, of which a sheet has millions.
//
// Begin reading with OpenArchive in zip.go, then ReadPart in part.go and Scanner in scan.go.
package zipxml
