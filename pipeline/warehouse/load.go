package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"tonghop/pipeline/form"
	"tonghop/pipeline/vocabulary/message"
	"tonghop/pipeline/warehouse/duck"
)

// Digest is equal for two readings that say the same. A reading with the digest of the last one is
// not appended, so that reading everything again under new definitions appends only what has
// changed. It never depends on when or by whom the workbook was read. A changed digest of the same
// bytes means that definitions, units or the program read them otherwise.
func Digest(r form.Reading) string {
	// The head of the reading, then every observation, then every finding, in their order.
	hash := sha256.New()
	// The outcome counts as well as the numbers: a form that is newly rejected says something new.
	fmt.Fprintf(hash, "%q %q %v %v %v\n", r.FormID, r.UnitID, r.HasPeriod, r.Period, r.Accepted)
	line := make([]byte, 0, 256)
	for i := range r.Observations {
		line = appendObservation(line[:0], &r.Observations[i])
		hash.Write(line)
	}
	for _, f := range r.Findings {
		// What depends on the run, and not on the workbook, must not make a reading look new.
		if !f.OfRun() {
			writeFinding(hash, f)
		}
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// appendObservation writes an observation so that no two different ones look alike: a zero byte
// ends each text.
func appendObservation(line []byte, o *form.Observation) []byte {
	for _, text := range []string{o.UnitID, o.Indicator, o.Breakdown, string(o.Measure), o.Mark.String(), o.Sheet, o.Cell,
		o.Raw} {
		line = append(line, text...)
		line = append(line, 0)
	}
	return append(line, o.Value.String()...)
}

// writeFinding writes a finding with its details in sorted order, without its message: a better
// wording is no new finding.
func writeFinding(w io.Writer, f form.Finding) {
	var detail []string
	for key, value := range f.Detail {
		detail = append(detail, key+"="+value)
	}
	slices.Sort(detail)
	fmt.Fprintf(w, "%q %q %q %q %q %q %q\n", f.Severity, f.Code, f.Sheet, f.Cell, f.Read, f.Expected, detail)
}

// Load appends new submissions, and the readings made of submissions. A submission that the ledger
// has already is not appended again. loaded must list only readings that say something new, as
// Digest tells. readWith names the definitions with which they were read. Observations go last and
// in bulk, since there may be millions. The order of loaded is the order of receipt of those that
// are new: whatever comes later displaces what came before for the same form, unit and period.
func (tx *Tx) Load(ctx context.Context, loaded []Loaded, readWith string) error {
	if len(loaded) == 0 {
		return nil
	}
	if err := tx.nameKeys(loaded); err != nil {
		return err
	}
	var submissions, readings, findings []duck.Row
	numbers := make([]numbered, 0, len(loaded))
	for i := range loaded {
		l := &loaded[i]
		if l.New {
			// A form that was found in a content received earlier takes the place of that content
			// in the order of receipt.
			if l.Receipt == 0 {
				tx.last.receipt++
				l.Receipt = tx.last.receipt
			}
			tx.last.receipt = max(tx.last.receipt, l.Receipt)
			submissions = append(submissions, tx.submissionRow(l))
		}
		tx.last.reading++
		numbers = append(numbers, numbered{tx.last.reading, l.Reading.Observations})
		readings = append(readings, tx.readingRow(l, readWith))
		tx.saidLoaded(l, readWith)
		rows, err := tx.findingRows(l.Reading.Findings)
		if err != nil {
			return err
		}
		findings = append(findings, rows...)
	}
	if err := tx.appendRows("submission", submissions); err != nil {
		return err
	}
	if err := tx.appendRows("reading", readings); err != nil {
		return err
	}
	if err := tx.appendRows("finding", findings); err != nil {
		return err
	}
	return tx.appendObservations(ctx, numbers)
}

// numbered are the observations of one reading, with the number of that reading.
type numbered struct {
	reading      int32
	observations []form.Observation
}

// nameKeys numbers the units and series that the readings name and the ledger does not know yet.
// Looking first keeps the lists short: nearly all are known. They have to be numbered before any
// row names them.
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

// submissionRow is what the ledger keeps of a workbook itself: which content, from where, when
// received. Moments are in UTC: received_at is that of the inbox, recorded_at that of the command.
func (tx *Tx) submissionRow(l *Loaded) duck.Row {
	s := l.Submission
	return duck.Row{
		"submission_id": s.ID(), "sha256": s.SHA256, "path": s.Path, "file_name": s.FileName, "size": s.Size,
		"archived": s.Archived, "received_at": s.ReceivedAt.UTC(), "receipt": l.Receipt,
		"part": int32(max(s.Part, 1)), "place": s.Place, "file_time": timeOrNull(s.FileTime),
		"recorded_at": tx.command.At.UTC(), "run_id": tx.runID(),
	}
}

// timeOrNull is a moment in UTC, nil for the zero one.
func timeOrNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UTC()
}

// readingRow is what the workbook was understood as. Form, unit and period are NULL when the
// workbook does not tell them.
func (tx *Tx) readingRow(l *Loaded, readWith string) duck.Row {
	r := &l.Reading
	row := duck.Row{
		"reading_id": tx.last.reading, "submission_id": l.Submission.ID(), "read_with": readWith,
		"digest": Digest(*r), "form_id": orNull(r.FormID), "unit_key": tx.unitKey(r.UnitID),
		"period": nil, "kind": nil, "year": nil, "quarter": nil,
		"accepted": r.Accepted, "recorded_at": tx.command.At.UTC(), "run_id": tx.runID(),
	}
	if r.HasPeriod {
		row["period"], row["kind"] = r.Period.String(), r.Period.Kind.String()
		row["year"], row["quarter"] = int32(r.Period.LastYear()), int32(r.Period.LastQuarter())
	}
	return row
}

// findingRows keeps each finding with its message in both languages, worded now: what a sender was
// told stays as it was.
func (tx *Tx) findingRows(findings []form.Finding) ([]duck.Row, error) {
	var rows []duck.Row
	for i, f := range findings {
		// The details are kept as JSON, from which a later version can word the finding anew.
		detail, err := json.Marshal(f.Detail)
		if err != nil {
			return nil, err
		}
		rows = append(rows, duck.Row{
			"reading_id": tx.last.reading, "ordinal": int32(i + 1), "severity": string(f.Severity), "code": f.Code,
			"sheet": f.Sheet, "cell": f.Cell, "read": f.Read, "expected": f.Expected, "detail": string(detail),
			"message_vi": form.Text(message.Vietnamese, f), "message_en": form.Text(message.English, f),
		})
	}
	return rows, nil
}

// incoming is one observation on its way into the ledger, with the number of its reading.
type incoming struct {
	reading int32
	*form.Observation
}

// appendObservations brings the observations into the ledger in bulk, by way of a relation that SQL
// reads. Row by row it would take longer than reading the workbooks.
func (tx *Tx) appendObservations(ctx context.Context, numbers []numbered) error {
	for _, n := range numbers {
		tx.observations += int64(len(n.observations))
	}
	if err := tx.w.size(ctx, tx.conn, tx.observations); err != nil {
		return err
	}
	return duck.WithRelation(ctx, tx.conn, "incoming_observation", tx.incomingColumns(), eachIncoming(numbers),
		func() error {
			return duck.Execute(ctx, tx.conn, "warehouse/load_observation")
		})
}

// incomingColumns are the columns of the relation incoming_observation, which
// sql/queries/warehouse/load_observation.sql reads. An exact number comes in two whole numbers and
// is joined in SQL, because a column of DECIMAL is slow to append.
func (tx *Tx) incomingColumns() []duck.Column[incoming] {
	return []duck.Column[incoming]{
		duck.Int32("reading_id", func(o *incoming) int32 { return o.reading }),
		duck.Int32("unit_key", func(o *incoming) int32 { return tx.units[o.UnitID] }),
		duck.Int32("series_key", func(o *incoming) int32 { return tx.series[seriesName{o.Indicator, o.Breakdown}] }),
		duck.Text("measure", func(o *incoming) string { return string(o.Measure) }),
		duck.Text("mark", func(o *incoming) string { return o.Mark.String() }),
		duck.Int64("whole", func(o *incoming) int64 { whole, _ := o.Value.Parts(); return whole }),
		// units of 10^-10
		duck.Int64("fraction", func(o *incoming) int64 { _, fraction := o.Value.Parts(); return fraction }),
		duck.Text("sheet", func(o *incoming) string { return o.Sheet }),
		duck.Text("cell", func(o *incoming) string { return o.Cell }),
		duck.Text("raw", func(o *incoming) string { return o.Raw }),
	}
}

// eachIncoming goes over all observations. What it yields is valid only until the next one, which
// saves millions of small allocations.
func eachIncoming(numbers []numbered) iter.Seq[*incoming] {
	return func(yield func(*incoming) bool) {
		var row incoming
		for _, n := range numbers {
			for i := range n.observations {
				row = incoming{n.reading, &n.observations[i]}
				if !yield(&row) {
					return
				}
			}
		}
	}
}
