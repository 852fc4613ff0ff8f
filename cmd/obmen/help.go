package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// statuses is the table that every command's help ends with.
func statuses(s *say) string {
	return s.words(`EXIT STATUS
   0    done; findings, if any, are warnings
   1    something unforeseen: a bug, please report it
   2    wrong use: flags, arguments, profile
   3    done (the output is there), but records were rejected (--on-error skip), or there are warnings under --strict; diff: differences were found
   4    the input is not what it should be: malformed, unknown, not decodable; nothing was written
   5    the file system: missing, no rights, full, read-only, locked
   6    a service refused
   7    a service was out of reach; run it again
   8    outcome unknown: an invoice is in doubt, a person must look (obmen journal)
   130, 143   interrupted; nothing half-written remains`,
		`КОД ВОЗВРАТА
   0    сделано; замечания, если есть, — предупреждения
   1    непредвиденное: ошибка программы, сообщите о ней, пожалуйста
   2    неверное употребление: ключи, аргументы, профиль
   3    сделано (результат есть), но часть записей отклонена (--on-error skip) или есть предупреждения при --strict; diff: найдены различия
   4    входной файл не таков, каким должен быть: испорчен, неизвестен, не читается; ничего не записано
   5    файловая система: файла нет, нет прав, нет места, только чтение, занято
   6    сервис отказал
   7    сервис недоступен; запустите снова
   8    исход неизвестен: накладная под вопросом, нужно посмотреть (obmen journal)
   130, 143   прервано; ничего недописанного не осталось`) + "\n"
}

// The library's own help is in English. This one is made beforehand and given to it as a template without anything to fill in.

func appHelp(s *say, app *cli.App) string {
	var b strings.Builder
	b.WriteString("obmen: " + app.Usage + "\n\n" + app.Description + "\n\n" + s.words("USAGE", "ВЫЗОВ") + "\n   obmen " +
		s.words("COMMAND [flags] [arguments]", "КОМАНДА [ключи] [аргументы]") + "\n\n")
	writeCommands(s, &b, app.Commands)
	writeFlags(s, &b, s.words("GLOBAL FLAGS, before or behind the command", "ОБЩИЕ КЛЮЧИ, до команды или после неё"), app.Flags)
	b.WriteString(statuses(s))
	return b.String()
}

// commandHelp is the help of a command; its Description holds the examples, a line each.
func commandHelp(s *say, c *cli.Command) string {
	var b strings.Builder
	usage := c.HelpName + " " + s.words("[flags]", "[ключи]")
	if len(c.Subcommands) > 0 && c.ArgsUsage == "" {
		usage = c.HelpName + " " + s.words("COMMAND [flags]", "КОМАНДА [ключи]")
	}
	b.WriteString(c.HelpName + ": " + c.Usage + "\n\n" + s.words("USAGE", "ВЫЗОВ") + "\n   " + strings.TrimSpace(usage+" "+c.ArgsUsage) + "\n\n")
	b.WriteString(s.words("EXAMPLES", "ПРИМЕРЫ") + "\n")
	for example := range strings.Lines(c.Description) {
		b.WriteString("   " + strings.TrimSpace(example) + "\n")
	}
	b.WriteString("\n")
	writeCommands(s, &b, c.Subcommands)
	own, global := splitFlags(s, c.Flags)
	writeFlags(s, &b, s.words("FLAGS", "КЛЮЧИ"), own)
	writeFlags(s, &b, s.words("GLOBAL FLAGS", "ОБЩИЕ КЛЮЧИ"), global)
	b.WriteString(statuses(s))
	return b.String()
}

func splitFlags(s *say, flags []cli.Flag) (own, global []cli.Flag) {
	var names []string
	for _, f := range globalFlags(s) {
		names = append(names, f.Names()[0])
	}
	for _, f := range flags {
		switch {
		case slices.Contains(names, f.Names()[0]):
			global = append(global, f)
		case f.Names()[0] != "help":
			own = append(own, f)
		}
	}
	return own, global
}

func writeCommands(s *say, b *strings.Builder, commands []*cli.Command) {
	if len(commands) == 0 {
		return
	}
	b.WriteString(s.words("COMMANDS", "КОМАНДЫ") + "\n")
	for _, c := range commands {
		b.WriteString("   " + c.Name + strings.Repeat(" ", max(1, 14-len(c.Name))) + c.Usage + "\n")
	}
	b.WriteString("\n")
}

func writeFlags(s *say, b *strings.Builder, title string, flags []cli.Flag) {
	if len(flags) == 0 {
		return
	}
	b.WriteString(title + "\n")
	for _, f := range flags {
		doc := f.(cli.DocGenerationFlag)
		value, words := placeholder(doc.GetUsage())
		names := make([]string, 0, 2)
		for _, name := range f.Names() {
			names = append(names, dashed(name))
		}
		b.WriteString("   " + strings.TrimSpace(strings.Join(names, ", ")+" "+value) + "\n         " + words)
		if on, ok := f.(*cli.BoolFlag); ok && on.Value {
			b.WriteString(s.words(" (default: on; off with =false)", " (по умолчанию включено; выключается через =false)"))
		}
		b.WriteString(" [" + strings.Join(doc.GetEnvVars(), ", ") + "]\n")
	}
	b.WriteString("\n")
}

// placeholder parts the word in backquotes from the rest of a flag's usage.
func placeholder(usage string) (value, words string) {
	before, rest, found := strings.Cut(usage, "`")
	if !found {
		return "", usage
	}
	value, words, _ = strings.Cut(rest, "`")
	return value, strings.TrimSpace(before + words)
}

// asTemplate makes a template that is filled in as it stands.
func asTemplate(text string) string { return strings.ReplaceAll(text, "{{", `{{"{{"}}`) }
