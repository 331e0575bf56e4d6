package spark

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// common is a common table expression of a SELECT: WITH name AS (body). A small one has few rows however many units a
// nation has, and is to be sent to every executor.
type common struct {
	name, body string
	small      bool
}

// headed is the line in which the header of a model names small expressions that are made of large tables:
// -- Small: brought
var headed = regexp.MustCompile(`(?m)^-- Small: (.*)$`)

// smallOf are the expressions that the header of a model names.
func smallOf(body string) (names []string) {
	if found := headed.FindStringSubmatch(body); found != nil {
		names = strings.Split(found[1], ", ")
	}
	return names
}

// tooLarge is how many times the tables beneath a common table expression may be planned in the place of once. Spark
// puts the text of an expression wherever its name stands, so that a few that are built on each other come to hundreds
// of joins, and to a plan that takes longer than the rows.
const tooLarge = 6

var (
	with     = regexp.MustCompile(`^WITH\s+(RECURSIVE\s+)?`)
	declared = regexp.MustCompile(`^\s*(\w+)\s+AS\s*\(`)
	comma    = regexp.MustCompile(`^\s*,`)
	asked    = regexp.MustCompile(`(?i)\b(?:FROM|JOIN)\s+(\w+)`)
)

// split parts a SELECT into its common table expressions and what stands behind them. The text has
// no comments any more: Rewrite has been over it.
func split(text string) (expressions []common, rest string, err error) {
	head := with.FindString(text)
	if head == "" {
		return nil, text, nil
	}
	for rest = text[len(head):]; ; {
		found := declared.FindStringSubmatchIndex(rest)
		if found == nil {
			return nil, "", fmt.Errorf("a common table expression: read %.40q, expected name AS (…)", rest)
		}
		end := closing(rest, found[1])
		if end < 0 {
			return nil, "", fmt.Errorf("%s: its parenthesis is not closed", rest[found[2]:found[3]])
		}
		expressions = append(expressions, common{name: rest[found[2]:found[3]], body: rest[found[1]:end]})
		rest = rest[end+1:]
		next := comma.FindString(rest)
		if next == "" {
			return expressions, strings.TrimSpace(rest), nil
		}
		rest = rest[len(next):]
	}
}

// closing is where the parenthesis is closed that is open at a place of a text; -1: nowhere.
// Parentheses in a text in quotes are passed over, and so is a quotation mark behind a backslash.
func closing(text string, at int) int {
	depth, quoted := 1, false
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case quoted && c == '\\':
			at++
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return at
			}
		}
	}
	return -1
}

// joined puts common table expressions before a SELECT.
func joined(expressions []common, rest string) string {
	if len(expressions) == 0 {
		return rest
	}
	var all []string
	for _, e := range expressions {
		all = append(all, e.name+" AS ("+e.body+")")
	}
	return "WITH RECURSIVE " + strings.Join(all, ",\n") + "\n" + rest
}

// names are the tables and expressions that a text asks for, each as often as it does.
func names(text string) (all []string) {
	for _, found := range asked.FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	return all
}

// plan is a SELECT in the steps in which Spark carries it out: expressions that are kept as tables of the session until
// the last step is done, each of which may ask for those before.
type plan struct {
	kept []common
	last string
}

// planOf decides which expressions are kept: those whose tables would otherwise be planned too
// often. Each is kept under a name that begins with the table's, since other tables are made at the
// same time. What is compared is how much would be planned besides the first time: the uses but
// one, times the tables beneath.
func planOf(table, text string, named []string) (plan, error) {
	expressions, rest, err := split(text)
	if err != nil {
		return plan{}, err
	}
	if err := mark(expressions, named); err != nil {
		return plan{}, err
	}
	for i, e := range expressions {
		if e.small {
			rest = sent(expressions[i+1:], rest, e.name)
		}
	}
	uses := map[string]int{}
	for _, body := range append(bodies(expressions), rest) {
		for _, name := range names(body) {
			uses[name]++
		}
	}
	var p plan
	var open []common
	size := map[string]int{} // tables beneath an expression that is not kept, each as often as it is planned
	for i, e := range expressions {
		for _, name := range names(e.body) {
			size[e.name] += max(size[name], 1)
			if name == e.name { // a recursive expression does not stand for itself
				uses[name]--
			}
		}
		if (uses[e.name]-1)*size[e.name] < tooLarge {
			open = append(open, e)
			continue
		}
		body := joined(needed(open, e.body), e.body)
		if recursive(e) {
			body = joined(append(needed(open, e.body), e), "SELECT * FROM "+e.name)
		}
		kept := common{table + "__" + e.name, body, e.small}
		p.kept, size[e.name] = append(p.kept, kept), 1
		for later := i + 1; later < len(expressions); later++ {
			expressions[later].body = renamed(expressions[later].body, e.name, kept.name)
			size[kept.name] = 1
		}
		rest = renamed(rest, e.name, kept.name)
	}
	p.last = joined(needed(open, rest), rest)
	return p, nil
}

// sent lets later expressions and what stands behind them ask for an expression with a hint for Spark to send its rows
// to every executor. The hint has to stand where the expression is asked for: one within it is lost.
func sent(later []common, rest, name string) string {
	hinted := "(SELECT /*+ BROADCAST(few) */ * FROM " + name + " AS few)"
	for i := range later {
		later[i].body = renamed(later[i].body, name, hinted)
	}
	return renamed(rest, name, hinted)
}

// mark marks the expressions that are small: those that a header names, and those of small tables and expressions only.
func mark(expressions []common, named []string) error {
	few := map[string]bool{}
	for table := range small {
		few[viewName(table)] = true
	}
	for i, e := range expressions {
		large := slices.ContainsFunc(names(e.body), func(name string) bool { return !few[name] })
		if expressions[i].small = !large; !large {
			few[e.name] = true
		}
	}
	for _, name := range named {
		at := slices.IndexFunc(expressions, func(e common) bool { return e.name == name && !recursive(e) })
		if at < 0 {
			return fmt.Errorf("the header names a small expression: read %q, expected one of WITH that does not ask for itself",
				name)
		}
		expressions[at].small = true
	}
	return nil
}

// renamed lets a text ask for a table by another name, under the name that it had. So the rest of
// the text, which may write name.column, need not be changed:
//
//	FROM fact JOIN unit   →   FROM core_fact__fact AS fact JOIN unit
func renamed(text, name, other string) string {
	found := regexp.MustCompile(`(?i)\b(FROM|JOIN)(\s+)` + name + `\b(\s+AS\b)?`)
	return found.ReplaceAllStringFunc(text, func(asking string) string {
		part := found.FindStringSubmatch(asking)
		if part[3] == "" {
			part[3] = " AS " + name
		}
		return part[1] + part[2] + other + part[3]
	})
}

// bodies are the SELECTs of expressions.
func bodies(expressions []common) (all []string) {
	for _, e := range expressions {
		all = append(all, e.body)
	}
	return all
}

// recursive says whether an expression asks for itself.
func recursive(e common) bool {
	for _, name := range names(e.body) {
		if name == e.name {
			return true
		}
	}
	return false
}

// needed are those of the expressions that a text asks for, and those that these ask for, in their
// order. They are gone through from the last to the first, since an expression asks only for
// earlier ones.
func needed(expressions []common, text string) (all []common) {
	wanted := map[string]bool{}
	for _, name := range names(text) {
		wanted[name] = true
	}
	for i := len(expressions) - 1; i >= 0; i-- {
		if e := expressions[i]; wanted[e.name] {
			all = append([]common{e}, all...)
			for _, name := range names(e.body) {
				wanted[name] = true
			}
		}
	}
	return all
}
