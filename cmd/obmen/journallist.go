package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/deliver/journal"
	"obmen/convert/pending"
	"obmen/formats/record"
)

// journalList lists what a filter chooses, and says what to do about what is in doubt.
func (s *say) journalList(c *cli.Context, f journal.Filter) error {
	path, err := journalPath(c)
	if err != nil {
		return err
	}
	j, err := s.journalAt(path)
	if err != nil {
		return err
	}
	if c.Bool("fetches") {
		return listing[journal.Fetch]{s.fetchHead(), s.fetchRow, func(visit func(journal.Fetch) error) error {
			if j == nil {
				return nil
			}
			return j.Fetches("", visit)
		}}.write(s, c)
	}
	var doubts []journal.Delivery
	err = listing[journal.Delivery]{s.deliveryHead(), s.deliveryRow, func(visit func(journal.Delivery) error) error {
		if j == nil {
			return nil
		}
		return j.All(f, func(d journal.Delivery) error {
			if d.Open() {
				doubts = append(doubts, d)
			}
			return visit(d)
		})
	}}.write(s, c)
	for _, d := range doubts {
		s.inDoubt(&d)
	}
	return err
}

// journalAt opens a journal to look at it; nil: there is none, and none is made.
func (s *say) journalAt(path string) (*journal.Journal, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		s.line(s.words("there is no journal yet at ", "журнала пока нет: ") + path)
		return nil, nil
	}
	return journal.Open(path)
}

// A listing is rows that go to a table or a file.
type listing[R journal.Row] struct {
	head []string
	row  func(*R) []string
	all  func(visit func(R) error) error
}

func (l listing[R]) write(s *say, c *cli.Context) error {
	output := c.String("output")
	to := c.String("to")
	if to == "" {
		to = strings.ToLower(strings.TrimPrefix(filepath.Ext(output), "."))
	}
	if output == "" || output == "-" {
		return l.writeTo(s.std.out, to)
	}
	file, err := pending.Create(output)
	if err != nil {
		return err
	}
	defer file.Cleanup()
	if err := l.writeTo(file, to); err != nil {
		return err
	}
	return file.Commit()
}

func (l listing[R]) writeTo(w io.Writer, to string) error {
	switch to {
	case "csv":
		return journal.WriteCSV(w, l.all)
	case "json":
		return journal.WriteJSON(w, l.all)
	}
	rows := [][]string{l.head}
	err := l.all(func(r R) error { rows = append(rows, l.row(&r)); return nil })
	if err != nil || len(rows) == 1 {
		return err
	}
	(&say{std: streams{out: w}}).table(rows)
	return nil
}

// inDoubt says what to do about a delivery that may have been booked.
func (s *say) inDoubt(d *journal.Delivery) {
	if s.quiet {
		return
	}
	text := fmt.Sprintf(s.words("entry %[1]d, %[2]s of file %[3]s, is in doubt: look whether %[4]s has it, then say so: obmen send --resolve %[1]d=sent, or obmen send --resolve %[1]d=unsent",
		"запись %[1]d, %[2]s из файла %[3]s, под вопросом: посмотрите, есть ли она в %[4]s, и сообщите: obmen send --resolve %[1]d=sent или obmen send --resolve %[1]d=unsent"), d.ID, record.Shorten([]byte(d.Number)), d.File, d.Service)
	if d.State == journal.Sending {
		text += s.words("; unless another run is just sending it", "; если только её не отправляет сейчас другой запуск")
	}
	if s.json {
		s.event(map[string]any{"event": "in-doubt", "id": d.ID, "service": d.Service, "number": d.Number, "text": text})
		return
	}
	s.line(text)
}

func (s *say) deliveryHead() []string {
	return strings.Split(s.words("ID|WHEN|SERVICE|ACCOUNT|NUMBER|SUM|ITEMS|STATE|SERVICE ID|FILE|NOTE", "ЗАПИСЬ|КОГДА|СЕРВИС|АККАУНТ|НОМЕР|СУММА|ПОЗИЦИЙ|СОСТОЯНИЕ|В СЕРВИСЕ|ФАЙЛ|ПРИМЕЧАНИЕ"), "|")
}

func (s *say) deliveryRow(d *journal.Delivery) []string {
	state := string(d.State)
	if d.Settled != "" {
		state += " " + d.Settled
	}
	if d.Wired {
		state += " wired"
	}
	return []string{strconv.FormatUint(d.ID, 10), when(d.Changed), d.Service, d.Account, record.Shorten([]byte(d.Number)), d.Sum, strconv.FormatInt(d.Items, 10),
		state, d.ServiceID, d.File, record.Shorten([]byte(d.Note))}
}

func (s *say) fetchHead() []string {
	return strings.Split(s.words("ID|WHEN|ACCOUNT|FROM|TO|KEY|STATE|RECEIPTS|FILE|NOTE", "ЗАПИСЬ|КОГДА|АККАУНТ|С|ПО|КЛЮЧ|СОСТОЯНИЕ|ЧЕКОВ|ФАЙЛ|ПРИМЕЧАНИЕ"), "|")
}

func (s *say) fetchRow(f *journal.Fetch) []string {
	return []string{strconv.FormatUint(f.ID, 10), when(f.Changed), f.Account, when(f.From), when(f.To), f.Key, f.State, strconv.FormatInt(f.Receipts, 10), f.File, record.Shorten([]byte(f.Note))}
}

// when is a time for people, by the clock on their wall.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04")
}
