package diff

import (
	"context"
	"errors"
	"sync"

	"obmen/convert"
	"obmen/formats/record"
	"obmen/formats/spool"
)

// errOther ends the reading of one side because of what happened to the other.
var errOther = errors.New("the other document could not be read")

// Run compares two documents. It calls show for each difference, in the order of their keys, when both documents have been read to the end: what
// can't be read to its end has no differences. The Summary is there where there is no error.
func Run(ctx context.Context, o Options, show func(*Difference) error) (*Summary, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	temp, err := spool.OpenDir(o.Job.TempParent())
	if err != nil {
		return nil, err
	}
	// What sorts for long looks at no context, but it can't go on without its files.
	stop := context.AfterFunc(ctx, func() { temp.Close() })
	s, err := o.run(ctx, temp, show)
	stop()
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return nil, err
	}
	return s, nil
}

func (o *Options) run(parent context.Context, temp record.Temp, show func(*Difference) error) (*Summary, error) {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	m := newMeeting()
	sides := [2]*side{newSide(0, o.A, m), newSide(1, o.B, m)}
	var reading sync.WaitGroup
	for i, s := range sides {
		job := o.Job
		job.From, job.Encoding = o.From[i], o.Encoding[i]
		reading.Go(func() {
			if s.run(ctx, job); s.err != nil {
				cancel(errOther)
			}
		})
	}
	j, err := o.compare(ctx, m, sides, temp)
	if err != nil {
		cancel(errOther)
	}
	reading.Wait()
	if err = worst(err, sides); err == nil {
		err = errors.Join(j.movedOnes(), j.settle(o, sides), j.show(parent, o.Limit, show))
	}
	if j == nil {
		return nil, err
	}
	return j.summary, errors.Join(err, j.close())
}

// compare waits for both formats and joins the records.
func (o *Options) compare(ctx context.Context, m *meeting, sides [2]*side, temp record.Temp) (*joiner, error) {
	var formats [2]record.Format
	for range formats {
		select {
		case f := <-m.formats:
			formats[f.which] = f.format
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if a, b := formats[0], formats[1]; a.Kind != b.Kind {
		return nil, usage(twoKinds, o.A, a.Kind.String(), o.B, b.Kind.String())
	}
	if err := o.checkOnly(formats[0].Kind); err != nil {
		return nil, err
	}
	m.plan = newPlan(o, formats[0], formats[1])
	j := newJoiner(m.plan, temp, o.window, &Summary{
		A: Side{o.A, formats[0].Name}, B: Side{o.B, formats[1].Name}, Kind: m.plan.kind, Uncompared: m.plan.missed,
	})
	close(m.ready)
	return j, j.join(ctx, sides)
}

// worst returns what went wrong: what befell the sides themselves, else err, which may follow from that.
func worst(err error, sides [2]*side) error {
	var own []error
	for _, s := range sides {
		if s.err != nil && !errors.Is(s.err, errOther) {
			own = append(own, s.err)
		}
	}
	if len(own) > 0 {
		return errors.Join(own...)
	}
	return err
}

func (j *joiner) settle(o *Options, sides [2]*side) error {
	var err error
	s := j.summary
	s.Doubled, s.Doubles, err = j.doubles.find(j.plan)
	if err != nil {
		return err
	}
	documents := [2]*convert.Document{}
	for i := range sides {
		documents[i] = &sides[i].result.Documents[0]
	}
	s.settle(j.fields, documents[0], documents[1])
	return nil
}
