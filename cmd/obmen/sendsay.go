package main

import (
	"fmt"
	"strings"

	"obmen/convert/courier"
)

// say prints a line of words unless nothing is to be said.
func (s *say) say(en, ru string, args ...any) {
	if !s.quiet && !s.json {
		s.line(fmt.Sprintf(s.words(en, ru), args...))
	}
}

// process says how far a process of Kassatka's is, when that has changed.
func (s *say) process(key, word string) {
	state := key + " " + word
	if state == s.last {
		return
	}
	s.last = state
	if s.json {
		s.event(map[string]any{"event": "process", "key": key, "status": word})
		return
	}
	s.say("  process %s: %s", "  процесс %s: %s", key, word)
}

// result is what became of a document, in words.
func (s *say) result(r courier.Result) string {
	switch r {
	case courier.Sent:
		return s.words("accepted", "принята")
	case courier.Already:
		return s.words("sent before, skipped", "уже отправлена, пропущена")
	case courier.Found:
		return s.words("the service has it already", "у сервиса она уже есть")
	case courier.Refused:
		return s.words("refused", "отклонена")
	case courier.Unreachable:
		return s.words("not sent: the service is out of reach", "не отправлена: сервис недоступен")
	case courier.InDoubt:
		return s.words("in doubt", "под вопросом")
	case courier.Conflict:
		return s.words("not sent: another one is in its place", "не отправлена: на её месте другая")
	case courier.NotSent:
		return s.words("not sent", "не отправлена")
	case courier.Wired:
		return s.words("posted", "проведена")
	case courier.Settled:
		return s.words("settled", "решено")
	}
	return s.words("would be sent", "была бы отправлена")
}

// outcome says what became of a document.
func (s *say) outcome(o courier.Outcome) {
	if s.json {
		s.outcomeEvent(o)
		return
	}
	if s.quiet {
		return
	}
	what := o.Input
	if o.Service == courier.Caffesta {
		what = strings.TrimPrefix(o.Input+": ", ": ") + s.words("invoice ", "накладная ") + o.Number
	}
	text := fmt.Sprintf("%s → %s: %s", what, o.Service, s.result(o.Result))
	if o.ServiceID != "" {
		text += ", id " + o.ServiceID
	}
	if o.Sum != "" {
		text += fmt.Sprintf(s.words(", %d items, %s", ", позиций %d, %s"), o.Items, o.Sum)
	}
	s.line(text)
	if o.Method != "" {
		s.line(fmt.Sprintf("  %s %s, %d B", o.Method, o.Path, o.Size))
		s.line("  " + strings.ToValidUTF8(string(o.Head), ""))
	}
	if o.Note != nil {
		s.line("  " + s.faultText(o.Note))
	}
}

func (s *say) outcomeEvent(o courier.Outcome) {
	fields := map[string]any{
		"event": "delivery", "input": o.Input, "service": o.Service, "account": o.Account, "number": o.Number, "outcome": o.Result, "sum": o.Sum, "items": o.Items,
		"service_id": o.ServiceID, "attempts": o.Attempts, "id": o.ID, "bytes": o.Size,
	}
	if o.Method != "" {
		fields["method"], fields["path"], fields["head"] = o.Method, o.Path, strings.ToValidUTF8(string(o.Head), "")
	}
	if o.Err != nil {
		fields["text"] = s.errorText(o.Err)
	}
	if o.Note != nil {
		fields["text"] = s.faultText(o.Note)
	}
	s.event(fields)
}
