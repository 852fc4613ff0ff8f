package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"obmen/convert/sandbox"
)

func sandboxCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:        "sandbox",
		Usage:       s.words("both services on loopback, to try and to test against", "оба сервиса на этой машине: попробовать и испытать"),
		Description: "obmen sandbox --process 3s\nobmen sandbox --listen 127.0.0.1:0 --file sandbox.db --fault timeout-after@invoicesx2,429\nobmen sandbox --print-profile >> shop.yaml\n" + s.faultKinds(),
		Flags: []cli.Flag{
			s.text("listen", "ADDRESS", "of this machine alone; port 0: any free one (default: 127.0.0.1:8765)", "адрес только этой машины; порт 0 — любой свободный (по умолчанию 127.0.0.1:8765)"),
			s.text("file", "FILE", "keeps what was accepted (default: memory does)", "файл, где хранится принятое (по умолчанию в памяти)"),
			s.list("fault", "NAME[@WHERE][xCOUNT][#FROM]", "failures that are wanted, parted by commas; x* is always; the list stands above", "сбои через запятую; x* — всегда; список выше"),
			s.text("process", "DURATION", "how long a process of Kassatka's takes (default: 0s)", "сколько длится процесс Кассатки (по умолчанию 0s)"),
			s.flag("no-list", "an older account, without the list of invoices", "старый аккаунт, без списка накладных"),
			s.flag("strict-sum", "refuse an invoice whose sum is not that of its items", "отклонять накладную, сумма которой не равна сумме позиций"),
			s.flag("print-profile", "print the lines for the profile and end", "напечатать строки для профиля и закончить"),
		},
		Action: func(c *cli.Context) error { return s.sandbox(c) },
	}
}

// faultKinds lists the faults for the help.
func (s *say) faultKinds() string {
	b := strings.Builder{}
	b.WriteString("\n" + s.words("FAULTS; WHERE is one of ", "СБОИ; ГДЕ — одно из ") + strings.Join(sandbox.Places(), ", ") + "\n")
	for _, k := range sandbox.Kinds() {
		fmt.Fprintf(&b, "%-18s  %s\n", k.Name, s.words(k.En, k.Ru))
	}
	return b.String()
}

func (s *say) sandbox(c *cli.Context) error {
	s.listen(c)
	address := c.String("listen")
	if address == "" {
		address = "127.0.0.1:8765"
	}
	o := sandbox.Options{File: c.String("file"), NoList: c.Bool("no-list"), StrictSum: c.Bool("strict-sum"), Russian: s.ru, Log: s.visited}
	err := noArguments(s, c, 0)
	if err == nil && c.String("process") != "" {
		if o.Process, err = time.ParseDuration(c.String("process")); err != nil || o.Process < 0 {
			err = s.wrong("--process is a duration like 3s or 2m, not %q", "--process — длительность вида 3s или 2m, а не %q", c.String("process"))
		}
	}
	if err == nil {
		o.Faults, err = sandbox.FlagFaults(wordsOf(c, "fault"))
	}
	if err == nil && c.Bool("print-profile") {
		if err = sandbox.CheckAddress(address); err == nil {
			s.data(sandbox.Profile(address))
		}
		return err
	}
	if err != nil {
		return err
	}
	bookRoom()
	l, err := sandbox.Listen(address)
	if err != nil {
		return err
	}
	server, err := sandbox.New(o)
	if err != nil {
		l.Close()
		return err
	}
	s.data(sandbox.Profile(l.Addr().String()))
	s.sandboxReady(l.Addr().String())
	return server.Serve(c.Context, l)
}
