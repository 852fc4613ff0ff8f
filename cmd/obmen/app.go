package main

import (
	"io"

	"github.com/urfave/cli/v2"
)

// newApp lists the commands. Texts are in the language of s.
func newApp(s *say) *cli.App {
	app := &cli.App{
		Name:  "obmen",
		Usage: s.words("converts 1C nomenclature, Kassatka receipts and Caffesta invoices: XML, JSON, CSV", "преобразует номенклатуру 1С, чеки Кассатки и накладные Caffesta: XML, JSON, CSV"),
		Description: s.words(
			"A document is read a record at a time, in constant memory and exact to the kopeck; a result appears whole or not at all; nothing is lost in silence.",
			"Документ читается по одной записи, в постоянной памяти и с точностью до копейки; результат появляется целиком или не появляется вовсе; ничто не теряется молча."),
		Flags: globalFlags(s),
		Commands: []*cli.Command{
			convertCommand(s), checkCommand(s), watchCommand(s), sendCommand(s), fetchCommand(s), journalCommand(s),
			pingCommand(s), storagesCommand(s), stockCommand(s), taxesCommand(s), sandboxCommand(s), generateCommand(s),
			diffCommand(s),
			sampleCommand(s), anonymizeCommand(s),
			profileCommand(s), formatsCommand(s), versionCommand(s), completionCommand(s),
		},
		Reader: s.std.in, Writer: s.std.out, ErrWriter: io.Discard,
		HideVersion: true, HideHelpCommand: true,
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   usageError,
		Action:         cli.ShowAppHelp,
	}
	for _, c := range app.Commands {
		prepare(c, s, app.Name)
	}
	app.CustomAppHelpTemplate = asTemplate(appHelp(s, app))
	return app
}

// prepare gives every command the global flags, so that these may stand behind it too, its help, and our handling of wrong flags.
func prepare(c *cli.Command, s *say, above string) {
	c.OnUsageError = usageError
	c.HideHelpCommand = true
	c.HelpName = above + " " + c.Name
	c.Flags = append(c.Flags, globalFlags(s)...)
	for _, sub := range c.Subcommands {
		prepare(sub, s, c.HelpName)
	}
	c.CustomHelpTemplate = asTemplate(commandHelp(s, c))
	if c.Action == nil {
		c.Action = cli.ShowSubcommandHelp
	}
}

func globalFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.text("lang", "ru|en", "language of messages (default: the locale's)", "язык сообщений (по умолчанию — из локали)"),
		s.flag("quiet", "say nothing but errors", "сообщать только об ошибках"),
		s.flag("verbose", "name the first ten places of every finding", "показывать первые десять мест каждого замечания"),
		s.text("log", "text|json", "messages as text or as an object a line (default: text)", "сообщения словами или объектом на строку (по умолчанию text)"),
		s.text("profile", "FILE", "the mapping profile (default: obmen.yaml beside the input, else built-in defaults)", "профиль преобразования (по умолчанию obmen.yaml рядом с входным файлом, иначе встроенные значения)"),
		s.text("state", "FOLDER", "holds the journal and keys (default: the platform's state folder)", "папка журнала и ключей (по умолчанию — системная)"),
		s.text("tmp-dir", "FOLDER", "for what has to wait: at most three times the input (default: beside the output)", "папка для временных данных: не больше трёх размеров входного файла (по умолчанию рядом с результатом)"),
	}
}

// A flagError is a mistake on the command line.
type flagError struct{ err error }

// Error says what is wrong.
func (e *flagError) Error() string { return e.err.Error() }

func usageError(_ *cli.Context, err error, _ bool) error { return &flagError{err} }
