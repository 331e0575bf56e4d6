package guard

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"tonghop/pipeline/vocabulary/fault"
	"tonghop/pipeline/warehouse/duck"
)

// maxText bounds the text of a query, in bytes.
const maxText = 1 << 20

// RefusedError says that a query is not carried out, nothing of it.
type RefusedError struct {
	Statement int // the one that is refused, from 1; 0 when it is the text as a whole
	Of        int // statements in the text
	Reason    string
}

func (e *RefusedError) Error() string {
	if e.Of > 1 && e.Statement > 0 {
		return fmt.Sprintf("refused, with all of the query: statement %d of %d: %s", e.Statement, e.Of, e.Reason)
	}
	return "refused: " + e.Reason
}

// Kind is misuse: whoever wrote the query writes another one.
func (e *RefusedError) Kind() fault.Kind { return fault.Misuse }

// Checker has DuckDB's parser. It may be used for any number of queries, one after the other.
type Checker struct{ db *sql.DB }

// parserOnly is a database in which nothing can be reached or changed. The text is only ever a
// parameter of one function that parses it (json_serialize_sql), and nothing of it is carried out;
// these settings are there for the day on which a parser has a defect.
const parserOnly = "enable_external_access=false&autoinstall_known_extensions=false&autoload_known_extensions=false" +
	"&max_temp_directory_size=0KiB&threads=1&lock_configuration=true"

// Open makes a Checker, which is to be closed.
func Open(ctx context.Context) (*Checker, error) {
	db, err := duck.Open(ctx, "", duck.Settings{Database: parserOnly})
	if err != nil {
		return nil, fmt.Errorf("the parser of queries: %w", err)
	}
	return &Checker{db}, nil
}

// Close ends the parser.
func (c *Checker) Close() error { return c.db.Close() }

// Statements are the statements of a query, all of which may be carried out, in their order; at
// least one. The error is a *RefusedError, or says that DuckDB cannot be asked. What it returns is
// what has to be carried out: of an EXPLAIN that is the text put together again, and never the
// original text.
func (c *Checker) Statements(ctx context.Context, text string) ([]string, error) {
	switch {
	case len(text) > maxText:
		return nil, &RefusedError{Reason: fmt.Sprintf("the query has %d bytes; at most %d are read", len(text), maxText)}
	case !utf8.ValidString(text):
		return nil, &RefusedError{Reason: "the query is not in UTF-8"}
	case strings.ContainsRune(text, 0):
		return nil, &RefusedError{Reason: "there is a NUL character in the query"}
	}
	all := split(text)
	if len(all) == 0 {
		return nil, &RefusedError{Reason: "the query is empty"}
	}
	for i, statement := range all {
		checked, reason, err := c.check(ctx, statement)
		if err != nil {
			return nil, err
		}
		if reason != "" {
			return nil, &RefusedError{Statement: i + 1, Of: len(all), Reason: reason}
		}
		all[i] = checked
	}
	// Were the tokens of this package and DuckDB's scanner to disagree about where a statement
	// ends, a part of the text would be carried out that was never looked at.
	return all, c.sameCount(ctx, text, len(all))
}

// sameCount refuses a text in which the parser finds another number of statements. It cannot count where one is an
// EXPLAIN or a PIVOT; there each statement has been parsed by itself.
func (c *Checker) sameCount(ctx context.Context, text string, count int) error {
	whole, err := c.parse(ctx, text)
	if err == nil && !whole.Error && len(whole.Statements) != count {
		err = &RefusedError{Reason: fmt.Sprintf("it is not clear where its statements end: %d or %d were found; give them "+
			"one by one", count, len(whole.Statements))}
	}
	return err
}

// check looks at one statement. checked is what to carry out; reason says why it is refused. The
// parser only shows what is in a SELECT. For anything else it says "not implemented", and then
// there are two kinds that may be allowed all the same: EXPLAIN of a SELECT, and PIVOT.
func (c *Checker) check(ctx context.Context, statement string) (checked, reason string, err error) {
	found, err := c.parse(ctx, statement)
	if err != nil {
		return "", "", err
	}
	if !found.onlySelect() {
		return statement, found.reason(statement), nil
	}
	words := tokens(statement)
	if words[0].is(statement, "EXPLAIN") {
		return c.checkExplain(ctx, statement, words)
	}
	if static, has := staticPivot(statement, words); has {
		if found, err = c.parse(ctx, static); err != nil {
			return "", "", err
		}
		if !found.onlySelect() {
			return statement, found.reason(static), nil
		}
	}
	return "", fmt.Sprintf("%s is not carried out; only SELECT is, and what describes tables and queries (FROM, WITH, "+
		"VALUES, PIVOT, UNPIVOT, DESCRIBE, SUMMARIZE, SHOW TABLES, EXPLAIN)", firstWord(statement, words)), nil
}

// firstWord is the word that a statement begins with, in capital letters, for a message.
func firstWord(statement string, words []token) string {
	return strings.ToUpper(statement[words[0].start:words[0].end])
}

// parsed is what DuckDB's parser says of a text.
type parsed struct {
	Error      bool   `json:"error"`
	Kind       string `json:"error_type"`
	Message    string `json:"error_message"`
	Position   string `json:"position"` // bytes before the mistake
	Statements []any  `json:"statements"`
}

// onlySelect says whether the parser understood the text and would not say more, because it is no SELECT.
func (p *parsed) onlySelect() bool { return p.Error && p.Kind == "not implemented" }

// reason says why a statement is refused, "" when it may be carried out. A mistake in the SQL is
// told with its line and character, counted from 1 as editors do.
func (p *parsed) reason(statement string) string {
	switch {
	case p.Error && p.Position != "":
		at, _ := strconv.Atoi(p.Position)
		before := statement[:min(at, len(statement))]
		line := before[strings.LastIndexByte(before, '\n')+1:]
		return fmt.Sprintf("%s (line %d, character %d)", p.Message, strings.Count(before, "\n")+1,
			utf8.RuneCountInString(line)+1)
	case p.Error:
		return p.Message
	case len(p.Statements) != 1:
		return fmt.Sprintf("DuckDB reads %d statements where one was expected; give them one by one", len(p.Statements))
	}
	return refusal(p.Statements)
}

// parse asks DuckDB's parser about a text. err is nil also when the parser does not understand it.
// Only a context that ended is an error: everything else is said about the text.
func (c *Checker) parse(ctx context.Context, text string) (*parsed, error) {
	var body string
	const query = "SELECT json_serialize_sql($1::VARCHAR)::VARCHAR"
	if err := c.db.QueryRowContext(ctx, query, text).Scan(&body); err != nil {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return nil, err
		}
		return &parsed{Error: true, Kind: "parser", Message: err.Error()}, nil
	}
	var p parsed
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		return &parsed{Error: true, Kind: "parser", Message: "what DuckDB's parser says cannot be read: " + err.Error()}, nil
	}
	return &p, nil
}
