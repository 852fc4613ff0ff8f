package main

import "github.com/urfave/cli/v2"

// folderFlags name the folders one by one.
func folderFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.text("inbox", "FOLDER", "where files are dropped (default: inbox in ROOT)", "куда кладут файлы (по умолчанию inbox в КОРНЕ)"),
		s.text("work", "FOLDER", "holds what is being converted (default: work in ROOT)", "что сейчас преобразуется (по умолчанию work в КОРНЕ)"),
		s.text("outbox", "FOLDER", "takes the results (default: outbox in ROOT)", "куда идут результаты (по умолчанию outbox в КОРНЕ)"),
		s.text("done", "FOLDER", "takes what was accepted, a folder a day (default: done in ROOT)", "куда уходит принятое, по папке на день (по умолчанию done в КОРНЕ)"),
		s.text("failed", "FOLDER", "takes what was not, each with its error beside it (default: failed in ROOT)", "куда уходит непринятое, рядом с каждым — его ошибка (по умолчанию failed в КОРНЕ)"),
		s.text("registers", "FOLDER", "takes a CSV a day of what became of each file (default: registers in ROOT)", "реестры: CSV на каждый день, что стало с каждым файлом (по умолчанию registers в КОРНЕ)"),
	}
}

// watchFlags are those of the drop folder alone.
func watchFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.flag("once", "make one pass and end with the worst of the files' statuses: for cron and the Windows scheduler", "один проход; код возврата — худший из файлов: для cron и планировщика Windows"),
		s.text("settle", "DURATION", "how long a file must have stood still before it is taken (default: 3s)", "сколько файл должен не меняться, прежде чем его возьмут (по умолчанию 3s)"),
		s.text("every", "DURATION", "how often the inbox is looked at (default: 2s)", "как часто смотреть во входную папку (по умолчанию 2s)"),
		s.whole("looks", "N", "in how many looks a file must be the same (default: 3)", "сколько взглядов подряд файл должен быть тем же (по умолчанию 3)"),
		s.flag("again", "convert content that was converted before once more", "преобразовать ещё раз и то, что уже было преобразовано"),
		s.text("order", "name|age", "take files one after another in this order (default: any, --jobs at a time)", "брать файлы по одному в этом порядке (по умолчанию в любом, по --jobs сразу)"),
		s.list("ignore", "PATTERN", "names to leave alone, beside *.part, *.tmp, ~$* and their like", "какие имена не трогать, кроме *.part, *.tmp, ~$* и подобных"),
		s.flag("ready-only", "take a file only when a NAME.ready lies beside it", "брать файл, только когда рядом лежит ИМЯ.ready"),
		s.text("send", "caffesta|kassatka", "send the results too; a file is done when the service has accepted it", "ещё и отправить результат; файл готов, когда сервис его принял"),
	}
}

// watchJobFlags are those of convert and send that hold for every file of a folder. What names a single file or number does not.
func watchJobFlags(s *say) []cli.Flag {
	taken := map[string]bool{"output": true, "trail": true, "number": true, "rejects": true, "resolve": true, "resume": true, "dry-run": true, "jobs": true, "report": true}
	flags := []cli.Flag{
		s.whole("jobs", "N", "files at a time (default: 1)", "сколько файлов обрабатывать сразу (по умолчанию 1)"),
		s.text("report", "FILE", "the summary of the run as JSON", "итог работы в JSON"),
	}
	for _, f := range append(append(append(inputFlags(s), outputFlags(s)...), sendFlags(s)...), serviceFlags(s)...) {
		if !taken[f.Names()[0]] {
			flags = append(flags, f)
		}
	}
	return flags
}
