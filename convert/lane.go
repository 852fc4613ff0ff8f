package convert

import (
	"errors"
	"io"

	"obmen/convert/report"
	"obmen/formats/charset"
	"obmen/formats/record"
)

// A lane has the stages of a conversion for itself: reader, tally, checks, losses, writer.
type lane struct {
	crew   *crew
	doc    Document // with a report of its own
	reader record.ChunkReader
	format record.ChunkWriter
	writer record.Writer // format, and the stages in front of it

	chunk  record.Chunk
	memory []byte // of chunk.Text
	broken bool   // the text ends here with an error, or can't be cut
	done   chan struct{}

	leading    bool
	lead       counts // records of the lead
	records    counts // of the others
	text       []byte // that was written
	begin, end []byte // what is open at both ends of the chunk
	whole      bool   // it was read to its end, and nothing is wrong
}

func newLane(c *crew) *lane { return &lane{crew: c, done: make(chan struct{}, 1)} }

// equip gives the lane its stages.
func (l *lane) equip() error {
	c := l.crew
	l.doc = *c.doc
	l.doc.Report = report.New(c.doc.Input, nil)
	from, to := c.doc.Report, l.doc.Report
	to.Read.Measure, to.Read.Zone = from.Read.Measure, from.Read.Zone
	to.Written.Measure, to.Written.Zone, to.Written.Rate = from.Written.Measure, from.Written.Zone, from.Written.Rate
	options := c.options
	options.Found = l.doc.Report.Found
	reader, err := c.doc.From.NewReader(nil, options)
	if err != nil {
		return err
	}
	format, writer, err := c.stages(l, &l.doc, c.profile, l.found)
	if err != nil {
		return err
	}
	l.reader, l.format, l.writer = reader.(record.ChunkReader), format.(record.ChunkWriter), writer
	return nil
}

// found counts a finding of the checks or the writer.
func (l *lane) found(f record.Finding) {
	if !l.leading {
		l.doc.Report.Found(f)
	}
}

// Write implements io.Writer: it takes the text of the chunk's records.
func (l *lane) Write(p []byte) (int, error) {
	l.text = append(l.text, p...)
	return len(p), nil
}

// run walks the chunk's records through the stages. What is wrong, a panic too, comes up again in the stream that goes on from here.
func (l *lane) run() {
	defer func() {
		if recover() != nil {
			l.whole = false
		}
		l.done <- struct{}{}
	}()
	l.whole = !l.broken && l.walk() == nil
}

var errNotText = errors.New("the chunk is not UTF-8")

func (l *lane) walk() error {
	l.reset()
	if l.crew.unchecked && !l.crew.doc.From.ChecksText && !charset.Valid(l.chunk.Text) {
		return errNotText
	}
	checker := l.crew.checker(&l.doc, l.crew.profile, l.found)
	defer checker.Close()
	l.reader.Open(l.chunk)
	for {
		rec, err := l.reader.Read()
		if l.leading && (err != nil || l.reader.Fresh()) {
			if err := l.start(); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return l.finish()
		}
		if err == nil {
			err = checker.Check(rec)
		}
		if err == nil {
			err = l.pass(rec)
		}
		if err != nil {
			return err
		}
	}
}

func (l *lane) reset() {
	l.leading = l.chunk.Lead > 0
	l.lead, l.records, l.text = counts{}, counts{}, l.text[:0]
	l.doc.Report.Restart()
	l.format.Reset()
}

// pass tallies a record and hands it on.
func (l *lane) pass(rec record.Record) error {
	l.doc.Report.Read.Add(rec)
	if !l.leading {
		l.records[rec.Kind()]++
		return l.writer.Write(rec)
	}
	l.lead[rec.Kind()]++
	l.doc.Report.Written.Add(rec)
	return l.format.Write(rec)
}

// start ends the lead: what it came to is forgotten.
func (l *lane) start() error {
	l.leading = false
	l.doc.Report.Read.Restart()
	l.doc.Report.Written.Restart()
	err := l.format.Flush()
	l.text = l.text[:0]
	return err
}

// finish ends the chunk.
func (l *lane) finish() error {
	begin, end := l.reader.Borders()
	l.begin, l.end = append(l.begin[:0], begin...), append(l.end[:0], end...)
	if l.doc.Report.Read.Overflowed() || l.doc.Report.Written.Overflowed() {
		return errTooManyCells
	}
	if l.chunk.Last {
		return l.writer.Close()
	}
	return l.format.Flush()
}

var errTooManyCells = errors.New("the chunk has more totals than can be put together")
