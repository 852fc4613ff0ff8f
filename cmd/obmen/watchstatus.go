package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/batch"
)

func watchStatusCommand(s *say) *cli.Command {
	return &cli.Command{
		Name: "status", Usage: s.words("how a drop folder stands; status 3 where a person should look", "как дела у обменной папки; код 3, если нужно посмотреть человеку"), ArgsUsage: "ROOT",
		Description: "obmen watch status exchange\nobmen watch status exchange --to json",
		Flags: append(folderFlags(s),
			s.text("to", "table|json", "how it is written (default: table)", "как записать (по умолчанию table)")),
		Action: func(c *cli.Context) error {
			s.listen(c)
			f, err := foldersOf(s, c)
			if err != nil {
				return err
			}
			if _, err := os.Stat(f.State); err != nil && f.State != "" {
				return err
			}
			if f.State == "" || f.Inbox == "" {
				return s.wrong("name the ROOT of the drop folder, or each of its folders", "назовите КОРЕНЬ обменной папки или каждую её папку")
			}
			st, err := batch.StatusOf(f, time.Now())
			if err != nil {
				return err
			}
			if err := s.folderStatus(st, c.String("to") == "json"); err != nil {
				return err
			}
			if st.Wants() {
				return errDoneBut
			}
			return nil
		},
	}
}

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
