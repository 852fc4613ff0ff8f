package convert

import (
	"errors"
	"io"

	"obmen/convert/check"
	"obmen/convert/report"
	"obmen/formats/charset"
	"obmen/formats/record"
)

// A lane reads chunks, one after another, and has the stages for itself that their records walk through.
type lane struct {
	crew   *crew
	doc    Document // with a report of its own
	reader record.ChunkReader
	checks check.Lane
	stages stages

	chunk  record.Chunk
	memory []byte // of chunk.Text
	broken bool   // the text ends here with an error, or can't be cut
	done   chan struct{}

	leading    bool
	lead       counts // records of the lead
	records    counts // of the others
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
	l.reader, l.checks = reader.(record.ChunkReader), c.checker.Lane(l.doc.Report.Found)
	l.stages, err = c.trade.equip(l)
	return err
}

// found counts a finding of the stages, which may not know that they are shown a lead.
func (l *lane) found(f record.Finding) {
	if !l.leading {
		l.doc.Report.Found(f)
	}
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

var (
	errNotText      = errors.New("the chunk is not UTF-8")
	errTooManyCells = errors.New("the chunk has more totals than can be put together")
)

func (l *lane) walk() error {
	if l.crew.unchecked && !l.crew.doc.From.ChecksText && !charset.Valid(l.chunk.Text) {
		return errNotText
	}
	l.leading = l.chunk.Lead > 0
	l.lead, l.records = counts{}, counts{}
	l.doc.Report.Restart()
	l.stages.reset()
	l.checks.Open(l.leading)
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
			err = l.checks.Check(rec)
		}
		if err == nil {
			err = l.pass(rec)
		}
		if err != nil {
			return err
		}
	}
}

// pass tallies a record and hands it on.
func (l *lane) pass(rec record.Record) error {
	l.doc.Report.Read.Add(rec)
	if l.leading {
		l.lead[rec.Kind()]++
		return l.stages.show(rec)
	}
	l.records[rec.Kind()]++
	return l.stages.take(rec)
}

// start ends the lead.
func (l *lane) start() error {
	l.leading = false
	l.checks.Start()
	l.doc.Report.Read.Restart()
	return l.stages.start()
}

// finish ends the chunk.
func (l *lane) finish() error {
	begin, end := l.reader.Borders()
	l.begin, l.end = append(l.begin[:0], begin...), append(l.end[:0], end...)
	if l.doc.Report.Read.Overflowed() || l.doc.Report.Written.Overflowed() {
		return errTooManyCells
	}
	return l.stages.finish(l.chunk.Last)
}
