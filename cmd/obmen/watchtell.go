package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"obmen/convert"
	"obmen/convert/batch"
	"obmen/convert/courier"
)

// folderStatus shows how a drop folder stands.
func (s *say) folderStatus(st batch.Status, asJSON bool) error {
	if asJSON {
		text, err := json.MarshalIndent(st, "", "  ")
		s.data(string(text) + "\n")
		return err
	}
	rows := [][]string{{s.words("state", "состояние"), s.folderState(st)}}
	if h := st.Heartbeat; h != nil {
		rows = append(rows, []string{s.words("seen", "замечен"), fmt.Sprintf("%s, %s, %d", h.Beat.Local().Format(time.DateTime), h.Host, h.PID)})
		if h.Trouble != "" {
			rows = append(rows, []string{s.words("trouble", "помеха"), h.Trouble})
		}
		if h.Unregistered != "" {
			rows = append(rows, []string{s.words("register", "реестр"), h.Unregistered})
		}
		for _, hand := range h.Hands {
			rows = append(rows, []string{s.words("in hand", "в работе"), fmt.Sprintf("%s, %d / %d B", hand.File, hand.Read, hand.Size)})
		}
		for _, waiter := range h.Waiters {
			rows = append(rows, []string{s.words("waits", "ждёт"), waiter.File + ": " + waiter.Why})
		}
		m := h.Summary
		rows = append(rows, []string{s.words("since start", "с запуска"), fmt.Sprintf(s.words("done %d, duplicates %d, failed %d", "готово %d, повторов %d, не принято %d"), m.Done, m.Duplicates, m.Failed)})
	}
	for _, dir := range st.Gone {
		rows = append(rows, []string{s.words("can't be read", "не читается"), dir})
	}
	for _, c := range []struct {
		name string
		n    int
	}{{"inbox", st.Inbox}, {"work", st.Work}, {"outbox", st.Outbox}, {"failed", st.Failed}} {
		rows = append(rows, []string{c.name, strconv.Itoa(c.n)})
	}
	s.table(rows)
	return nil
}

func (s *say) folderState(st batch.Status) string {
	switch {
	case st.Heartbeat == nil:
		return s.words("no run has been here yet", "запусков ещё не было")
	case st.Silent:
		return s.words("silent: the last run has ended without a word; start it again", "молчит: последний запуск прервался; запустите снова")
	case st.Heartbeat.State == "stopped":
		return s.words("stopped", "остановлен")
	case st.Heartbeat.State == "waits":
		return s.words("waits", "ждёт")
	}
	return s.words("works", "работает")
}

// leftOut says which receipts do not go out because they went out before. All else of the document was said when it was converted.
func (s *say) leftOut(d convert.Document, _ bool) {
	for _, f := range d.Report.Findings() {
		if f.Message != courier.ReceiptSent {
			continue
		}
		if s.json {
			s.event(map[string]any{"event": "finding", "input": d.Input, "code": f.Message.Code, "severity": f.Message.Severity.String(), "count": f.Count})
		} else if !s.quiet {
			s.finding(f)
		}
	}
}
