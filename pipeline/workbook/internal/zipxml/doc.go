// Package zipxml reads what .xlsx, .xlsb and .ods have in common: a zip container, its parts with their checksums, the
// relationships between them, and a scanner of XML that refuses whatever could hide a loss. It counts what reading
// costs against the bounds. It knows no cells.
package zipxml
