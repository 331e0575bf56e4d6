package vntext_test

import (
	"fmt"

	"tonghop/pipeline/vocabulary/vntext"
)

// What a text means as a number depends on its column. In a column of counts a point can only group; in a column with
// decimals it could group or separate decimals, so that the text is refused with both readings.
func ExampleParseNumber() {
	counts, amounts := vntext.NumberType{}, vntext.NumberType{Decimals: 3}
	for _, column := range []vntext.NumberType{counts, amounts} {
		for _, text := range []string{"3.360", "1.234,5", "-"} {
			n, err := vntext.ParseNumber(text, column)
			if err != nil {
				fmt.Println(err)
				continue
			}
			fmt.Println(text, "is", n.Mark, n.Value)
		}
	}
	// Output:
	// 3.360 is value 3360
	// "1.234,5": number_fraction
	// - is none 0
	// "3.360" could be read as 3360 or 3.360
	// 1.234,5 is value 1234.5
	// - is none 0
}

// Letter case, white space and the place of a tone mark do not tell two names apart; the tone itself does.
func ExampleFold() {
	fmt.Println(vntext.Fold("Xã  Hoà Lễ"))
	fmt.Println(vntext.Fold("XÃ HÒA LỄ") == vntext.Fold("xã Hoà Lễ"))
	fmt.Println(vntext.Fold("Hòa") == vntext.Fold("Hoa"))
	// Output:
	// xã hòa lễ
	// true
	// false
}

// A cell in the font .VnTime stores other letters than a person sees. The font's name tells how to decode them.
func ExampleEncoding_Decode() {
	fmt.Println(vntext.EncodingOfFont(".VnTime").Decode("§¾k L¾k"))
	fmt.Println(vntext.EncodingOfFont("VNI-Times").Decode("ÑAÉK LAÉK"))
	fmt.Println(vntext.EncodingOfFont("Times New Roman").Decode("Đắk Lắk"))
	// Output:
	// Đắk Lắk
	// ĐẮK LẮK
	// Đắk Lắk
}

// The day comes before the month, always.
func ExampleParseDate() {
	day, err := vntext.ParseDate("ngày 21 tháng 01 năm 2019")
	fmt.Println(day, err)
	_, err = vntext.ParseDate("1/21/2019")
	fmt.Println(err)
	// Output:
	// 2019-01-21 <nil>
	// date "1/21/2019": there is no such day; the day comes before the month
}
