package registry

import (
	"cmp"
	"fmt"
	"slices"
)

// Level is one row of registry/levels: what people call a level of units, whose code is a word of registry/units.
type Level struct {
	Code   string // such as commune
	VI, EN string // EN is VI where the office states none
	Source Source
}

// levelLayout is that of registry/levels, which an office has when its levels are not the usual ones.
var levelLayout = layout{required: []string{"level", "vi"}, optional: []string{"en"}}

// addLevel reads a row of registry/levels.
func (r *rows) addLevel(rec record, bad *problems) {
	l := Level{
		Code:   rec.matching("level", wordPattern, fmt.Sprintf(wordExpected, "commune"), bad),
		VI:     rec.filled("vi", "what the level is called in Vietnamese", bad),
		EN:     rec.text("en"),
		Source: rec.source,
	}
	l.EN = cmp.Or(l.EN, l.VI)
	if slices.ContainsFunc(r.levels, func(other Level) bool { return other.Code == l.Code }) {
		bad.add(l.Source, "level", l.Code, "the level stands in another row too; keep one of them")
	}
	r.levels = append(r.levels, l)
}

// nameLevels takes the labels of levels. They stand in findings, so that they decide how a workbook is read.
func (r *Registry) nameLevels(levels []Level) {
	if r.levels = levels; len(levels) == 0 {
		return
	}
	lines := []string{line("labelled", r.UnitsSHA256)}
	for _, l := range levels {
		lines = append(lines, line("level", l.Code, l.VI, l.EN))
	}
	r.UnitsSHA256 = sum(lines)
	lines[0] = line("labelled", r.SHA256)
	r.SHA256 = sum(lines)
}

// LevelLabel is what people call a level in both languages; ok is false where the office does not say it.
func (r *Registry) LevelLabel(code string) (l Level, ok bool) {
	i := slices.IndexFunc(r.levels, func(l Level) bool { return l.Code == code })
	if i < 0 {
		return Level{}, false
	}
	return r.levels[i], true
}

// idleLevels are labels of levels that no unit has.
func (r *Registry) idleLevels() (doubts []*RowError) {
	known := r.Levels()
	for _, l := range r.levels {
		if !slices.Contains(known, l.Code) {
			doubts = append(doubts, doubt(l.Source, "level", l.Code, "no unit has this level%s", Perhaps(l.Code, known)))
		}
	}
	return doubts
}
