package reader_test

import (
	"fmt"

	"tonghop/pipeline/workbook"
	"tonghop/pipeline/workbook/reader"
)

// A file is recognised by its content. The name only serves as a sheet's name where the format has none, as here.
func ExampleOpenBytes() {
	content := []byte("Đơn vị;Kết nạp\nXã Cư Pui;8\nXã Hòa Lễ;-\n")
	book, err := reader.OpenBytes("KN-01.csv", content, workbook.DefaultLimits())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer book.Close()
	for i, sheet := range book.Sheets() {
		_, err := book.ReadSheet(i, func(c *workbook.Cell) error {
			if c.Type == workbook.Number {
				fmt.Println(book.Format(), sheet.Name, c.Address(), c.Number)
			}
			return nil
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output: csv KN-01 B2 8
}
