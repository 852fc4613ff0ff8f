package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"obmen/convert/batch"
	"obmen/convert/batch/ledger"
	"obmen/convert/batch/register"
	"obmen/convert/pending"
)

// watching says what happens in a drop folder.
type watching struct {
	*say
	options *batch.Options
	started bool
}

// heard says an event.
func (w *watching) heard(e batch.Event) {
	switch {
	case e.Kind == batch.Started:
		w.started = true
		w.say.say("looking into %s", "смотрю в %s", w.options.Inbox)
	case e.Kind == batch.Converted:
		w.document(e.Document, false)
	case w.json:
		w.heardEvent(e)
	case e.Kind == batch.Finished:
		w.finished(e.Row)
	case e.Kind == batch.GoesOn:
		w.say.say("it goes on", "работа продолжается")
	case e.Kind == batch.Resumed:
		w.say.say("%s: an earlier run left it; going on with it", "%s: осталось от прежнего запуска; продолжаю", e.File)
	case e.Kind == batch.GivenBack && e.Err == nil:
		w.say.say("%s: %s", "%s: %s", e.File, w.faultText(e.Fault))
	case e.Kind == batch.GivenBack:
		w.line(fmt.Sprintf(w.words("%s: back in the inbox: %s", "%s: снова во входной папке: %s"), e.File, w.errorText(e.Err)))
	case e.Kind == batch.Waits:
		w.waits(e)
	case e.File == "":
		w.line(w.faultText(e.Fault))
	default:
		w.line(e.File + ": " + w.faultText(e.Fault))
	}
}

func (w *watching) waits(e batch.Event) {
	text := w.words("waiting", "жду")
	if e.File != "" {
		text = e.File + w.words(": waits in the work folder", ": ждёт в рабочей папке")
	}
	w.line(text + fmt.Sprintf(w.words(" until %s: ", " до %s: "), clock(e.Until)) + w.errorText(e.Err))
}

// finished says where a file has ended.
func (w *watching) finished(r *register.Row) {
	switch ledger.Outcome(r.Outcome) {
	case ledger.Failed: // an error, which --quiet does not keep back
		w.line(fmt.Sprintf(w.words("%s: not accepted, now in %s: %s", "%s: не принят, теперь в %s: %s"), r.File, w.options.Failed, r.Note))
	case ledger.Duplicate:
		w.say.say("%s: done; the same content as %s, so nothing was made of it (--again would)", "%s: готово; содержимое то же, что в %s, поэтому ничего не сделано (--again сделает)", r.File, r.Note)
	case ledger.Withdrawn:
		w.say.say("%s: somebody has taken it out of the work folder; what was made of it stands", "%s: его забрали из рабочей папки; сделанное из него остаётся", r.File)
	default:
		w.say.say("%s: done → %s", "%s: готово → %s", r.File, strings.Join(r.Results, ", "))
	}
}

func (w *watching) heardEvent(e batch.Event) {
	fields := map[string]any{"event": e.Kind, "file": e.File}
	switch {
	case e.Row != nil:
		fields["row"] = e.Row
	case e.Err != nil:
		fields["text"] = w.errorText(e.Err)
	case e.Fault != nil:
		fields["text"], fields["code"] = w.faultText(e.Fault), e.Fault.Message.Code
	}
	if !e.Until.IsZero() {
		fields["until"] = e.Until
	}
	w.event(fields)
}

// summary says what a run came to.
func (w *watching) summary(m batch.Summary) {
	if w.json {
		w.event(map[string]any{"event": "summary", "summary": m})
		return
	}
	parts := []string{fmt.Sprintf(w.words("done %d", "готово %d"), m.Done)}
	for _, p := range []struct {
		n      int
		en, ru string
	}{
		{m.Duplicates, "duplicates %d", "повторов %d"}, {m.Failed, "failed %d", "не принято %d"}, {m.Withdrawn, "withdrawn %d", "забрано %d"},
		{m.GivenBack, "given back %d", "возвращено %d"}, {m.Waiting, "waiting %d", "ждут %d"}, {m.Unready, "not ready yet %d", "ещё не готовы %d"}, {m.Left, "left alone %d", "не тронуто %d"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(w.words(p.en, p.ru), p.n))
		}
	}
	w.say.say("%s; results: %d", "%s; результатов: %d", strings.Join(parts, ", "), m.Results)
}

// writeSummary writes the summary as JSON.
func writeSummary(name string, m batch.Summary) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	f, err := pending.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	if err == nil {
		err = f.Commit()
	}
	return errors.Join(err, f.Cleanup())
}

// clock is a time as people say it: with its day where that is another one.
func clock(t time.Time) string {
	if t.Local().Format(time.DateOnly) == time.Now().Format(time.DateOnly) {
		return t.Local().Format(time.TimeOnly)
	}
	return t.Local().Format(time.DateTime)
}
