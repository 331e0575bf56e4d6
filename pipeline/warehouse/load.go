package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/message"
)

// Digest is equal for two readings that say the same.
func Digest(r form.Reading) string {
	hash := sha256.New()
	fmt.Fprintf(hash, "%q %q %v %v %v\n", r.FormID, r.UnitID, r.HasPeriod, r.Period, r.Accepted)
	line := make([]byte, 0, 256)
	for i := range r.Observations {
		line = appendObservation(line[:0], &r.Observations[i])
		hash.Write(line)
	}
	for _, f := range r.Findings {
		if !f.OfRun() {
			writeFinding(hash, f)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func appendObservation(line []byte, o *form.Observation) []byte {
	for _, text := range []string{o.UnitID, o.Indicator, o.Breakdown, string(o.Measure), o.Mark.String(), o.Sheet, o.Cell, o.Raw} {
		line = append(line, text...)
		line = append(line, 0)
	}
	return strconv.AppendInt(line, int64(o.Value), 10)
}

func writeFinding(w io.Writer, f form.Finding) {
	var detail []string
	for key, value := range f.Detail {
		detail = append(detail, key+"="+value)
	}
	slices.Sort(detail)
	fmt.Fprintf(w, "%q %q %q %q %q %q %q\n", f.Severity, f.Code, f.Sheet, f.Cell, f.Read, f.Expected, detail)
}

// Load appends new submissions and the readings made of submissions. Submissions that the ledger has are not appended
// again; loaded lists only readings that say something new.
func (tx *Tx) Load(ctx context.Context, loaded []Loaded, readWith string) error {
	if len(loaded) == 0 {
		return nil
	}
	tx.changed = true
	if err := tx.nameKeys(loaded); err != nil {
		return err
	}
	var submissions, readings, findings [][]driver.Value
	numbers := make([]numbered, 0, len(loaded))
	for i := range loaded {
		l := &loaded[i]
		if l.New {
			tx.last.receipt++
			submissions = append(submissions, tx.submissionRow(l))
		}
		tx.last.reading++
		numbers = append(numbers, numbered{tx.last.reading, l.Reading.Observations})
		readings = append(readings, tx.readingRow(l, readWith))
		rows, err := tx.findingRows(l.Reading.Findings)
		if err != nil {
			return err
		}
		findings = append(findings, rows...)
	}
	if err := tx.appendRows("ledger", "submission", submissions); err != nil {
		return err
	}
	if err := tx.appendRows("ledger", "reading", readings); err != nil {
		return err
	}
	if err := tx.appendRows("ledger", "finding", findings); err != nil {
		return err
	}
	return tx.appendObservations(ctx, numbers)
}

// numbered are the observations of one reading with its number.
type numbered struct {
	reading      int32
	observations []form.Observation
}

func (tx *Tx) nameKeys(loaded []Loaded) error {
	var units []string
	var series []seriesName
	for i := range loaded {
		units = append(units, loaded[i].Reading.UnitID)
		for j := range loaded[i].Reading.Observations {
			o := &loaded[i].Reading.Observations[j]
			if _, known := tx.units[o.UnitID]; !known {
				units = append(units, o.UnitID)
			}
			if name := (seriesName{o.Indicator, o.Breakdown}); tx.series[name] == 0 {
				series = append(series, name)
			}
		}
	}
	if err := tx.unitKeys(units); err != nil {
		return err
	}
	return tx.seriesKeys(series)
}

func (tx *Tx) submissionRow(l *Loaded) []driver.Value {
	s := l.Submission
	return []driver.Value{
		s.ID(), s.SHA256, s.Path, s.FileName, s.Size, s.Archived, s.ReceivedAt.UTC(), tx.last.receipt, tx.command.At.UTC(), tx.runID(),
	}
}

func (tx *Tx) readingRow(l *Loaded, readWith string) []driver.Value {
	r := &l.Reading
	row := []driver.Value{
		tx.last.reading, l.Submission.ID(), readWith, Digest(*r), orNull(r.FormID), tx.unitKey(r.UnitID),
		nil, nil, nil, nil, r.Accepted, tx.command.At.UTC(), tx.runID(),
	}
	if r.HasPeriod {
		row[6], row[7] = r.Period.String(), r.Period.Kind.String()
		row[8], row[9] = int32(r.Period.LastYear()), int32(r.Period.LastQuarter())
	}
	return row
}

func (tx *Tx) findingRows(findings []form.Finding) ([][]driver.Value, error) {
	var rows [][]driver.Value
	for i, f := range findings {
		detail, err := json.Marshal(f.Detail)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []driver.Value{
			tx.last.reading, int32(i + 1), string(f.Severity), f.Code, f.Sheet, f.Cell, f.Read, f.Expected, string(detail),
			form.Text(message.Vietnamese, f), form.Text(message.English, f),
		})
	}
	return rows, nil
}

// appendObservations brings the observations into the ledger in bulk.
func (tx *Tx) appendObservations(ctx context.Context, numbers []numbered) error {
	return tx.withIncoming(ctx, numbers, func() error { return execute(ctx, tx.conn, "warehouse/load_observation") })
}
