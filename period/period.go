// Package period names the spans of time that organizations report on, the calendars that give each
// its interval, and the labels by which people write them.
package period

// Kind of a period.
type Kind uint8

const (
	Quarter Kind = iota + 1 // 2021-Q3
	Half                    // 2021-H1: the first six months, cumulative
	Nine                    // 2021-M9: the first nine months, cumulative
	Year                    // 2021
	Term                    // 2021-2025
)

// Period is a label; a Calendar turns it into an interval.
type Period struct {
	Kind    Kind
	Year    int // first year of a Term
	Quarter int // 1 to 4 for a Quarter, 0 otherwise
	ToYear  int // last year of a Term, 0 otherwise
}
