package main

import "github.com/urfave/cli/v2"

// sendFlags are those of the upload step.
func sendFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.flag("dry-run", "show each request and send nothing", "показать каждый запрос и ничего не отправлять"),
		s.flag("wire", "post the invoices, when all are accepted and read back with equal sums", "провести накладные, когда все приняты и прочитаны обратно с теми же суммами"),
		s.flag("supplement", "receipts that came late to a sent day go out as NUMBER-D1, -D2 …", "чеки, опоздавшие к отправленному дню, уйдут как НОМЕР-D1, -D2 …"),
		s.flag("partial", "send a day that is not over", "отправить день, который ещё не кончился"),
		s.flag("no-precheck", "don't look into the service's list before an invoice is sent for the first time", "не смотреть в список сервиса перед первой отправкой накладной"),
		s.flag("resume", "follow the process that an interrupted run left behind", "дождаться процесса, оставленного прерванным запуском"),
		s.text("doubt-for", "DURATION", "how long an invoice in doubt is looked for in the service's list (default: 30s)", "сколько искать сомнительную накладную в списке сервиса (по умолчанию 30s)"),
		s.text("resolve", "ID=sent", "or ID=unsent: settle what is in doubt, by the journal's id", "или ID=unsent: решить судьбу сомнительной накладной по номеру в журнале"),
		journalFlag(s),
	}
}

// convertSendFlags are those with which convert sends.
func convertSendFlags(s *say) []cli.Flag {
	flags := []cli.Flag{s.text("send", "caffesta|kassatka", "send the result, as obmen send does", "отправить результат, как obmen send")}
	for _, f := range append(sendFlags(s), serviceFlags(s)...) {
		if name := f.Names()[0]; name != "resolve" && name != "resume" && name != "dry-run" {
			flags = append(flags, f)
		}
	}
	return flags
}

// noSending refuses what would be passed over in silence where nothing is sent.
func noSending(s *say, c *cli.Context) error {
	for _, name := range []string{"wire", "supplement", "partial", "no-precheck"} {
		if c.Bool(name) {
			return s.wrong("--%s means nothing without --send", "--%s без --send ничего не значит", name)
		}
	}
	return nil
}
