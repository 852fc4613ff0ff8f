package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// newApp lists the commands. Texts are in the language of s.
func newApp(s *say) *cli.App {
	app := &cli.App{
		Name:  "obmen",
		Usage: s.words("converts 1C nomenclature, Kassatka receipts and Caffesta invoices: XML, JSON, CSV", "преобразует номенклатуру 1С, чеки Кассатки и накладные Caffesta: XML, JSON, CSV"),
		Description: s.words(
			"A document is read a record at a time, in constant memory and exact to the kopeck; a result appears whole or not at all; nothing is lost in silence.",
			"Документ читается по одной записи, в постоянной памяти и с точностью до копейки; результат появляется целиком или не появляется вовсе; ничто не теряется молча.") +
			"\n\n" + statuses(s),
		Flags: globalFlags(s),
		Commands: []*cli.Command{
			convertCommand(s), checkCommand(s), generateCommand(s), profileCommand(s), formatsCommand(s), versionCommand(s), completionCommand(s),
		},
		Reader: s.std.in, Writer: s.std.out, ErrWriter: io.Discard,
		HideVersion: true, HideHelpCommand: true,
		ExitErrHandler:         func(*cli.Context, error) {},
		OnUsageError:           usageError,
		CommandNotFound:        nil,
		Action:                 func(c *cli.Context) error { return noCommand(s, c) },
		EnableBashCompletion:   true,
		Suggest:                false,
		UseShortOptionHandling: false,
	}
	for _, c := range app.Commands {
		prepare(c, s)
	}
	return app
}

// prepare gives every command the global flags, so that these may stand behind it too, and our handling of wrong flags.
func prepare(c *cli.Command, s *say) {
	c.OnUsageError = usageError
	c.HideHelpCommand = true
	if len(c.Subcommands) == 0 {
		c.Flags = append(c.Flags, globalFlags(s)...)
	}
	for _, sub := range c.Subcommands {
		prepare(sub, s)
	}
}

func globalFlags(s *say) []cli.Flag {
	return []cli.Flag{
		s.text("lang", "LANGUAGE", "of messages: ru or en (default: the locale's)", "язык сообщений: ru или en (по умолчанию — из локали)"),
		s.flag("quiet", "say nothing but errors", "сообщать только об ошибках"),
		s.flag("verbose", "name the first ten places of every finding", "показывать первые десять мест каждого замечания"),
		s.text("log", "FORM", "messages as text or, an object a line, as json (default: text)", "сообщения словами (text) или объектом на строку (json); по умолчанию text"),
		s.text("profile", "FILE", "the mapping profile (default: obmen.yaml beside the input, else built-in defaults)", "профиль преобразования (по умолчанию obmen.yaml рядом с входным файлом, иначе встроенные значения)"),
		s.text("state", "FOLDER", "holds the journal and keys (default: the platform's state folder)", "папка журнала и ключей (по умолчанию — системная)"),
		s.text("tmp-dir", "FOLDER", "for what has to wait: at most three times the input (default: beside the output)", "папка для временных данных: не больше трёх размеров входного файла (по умолчанию рядом с результатом)"),
	}
}

// statuses is the table that every command's help ends with.
func statuses(s *say) string {
	return s.words(`EXIT STATUS
   0    done; findings, if any, are warnings
   1    something unforeseen: a bug, please report it
   2    wrong use: flags, arguments, profile
   3    done (the output is there), but records were rejected (--on-error skip), or there are warnings under --strict
   4    the input is not what it should be: malformed, unknown, not decodable; nothing was written
   5    the file system: missing, no rights, full, read-only, locked
   130, 143   interrupted; nothing half-written remains`,
		`КОД ВОЗВРАТА
   0    сделано; замечания, если есть, — предупреждения
   1    непредвиденное: ошибка программы, сообщите о ней, пожалуйста
   2    неверное употребление: ключи, аргументы, профиль
   3    сделано (результат есть), но часть записей отклонена (--on-error skip) или есть предупреждения при --strict
   4    входной файл не таков, каким должен быть: испорчен, неизвестен, не читается; ничего не записано
   5    файловая система: файла нет, нет прав, нет места, только чтение, занято
   130, 143   прервано; ничего недописанного не осталось`)
}

// A flagError is a mistake on the command line.
type flagError struct{ err error }

// Error says what is wrong.
func (e *flagError) Error() string { return e.err.Error() }

func usageError(_ *cli.Context, err error, _ bool) error { return &flagError{err} }

func noCommand(s *say, c *cli.Context) error {
	if !c.Args().Present() {
		return cli.ShowAppHelp(c)
	}
	name := c.Args().First()
	var names []string
	for _, command := range c.App.Commands {
		names = append(names, command.Name)
	}
	return &flagError{errors.New(s.words(
		fmt.Sprintf("there is no command %q; the commands are %s", name, strings.Join(names, ", ")),
		fmt.Sprintf("нет команды %q; команды: %s", name, strings.Join(names, ", "))))}
}

// text makes a flag with a value and its environment twin.
func (s *say) text(name, value, en, ru string, aliases ...string) *cli.StringFlag {
	return &cli.StringFlag{Name: name, Aliases: aliases, Usage: "`" + value + "` " + s.words(en, ru), EnvVars: []string{twin(name)}}
}

// flag makes a flag without a value, or with =false, and its environment twin.
func (s *say) flag(name, en, ru string) *cli.BoolFlag {
	return &cli.BoolFlag{Name: name, Usage: s.words(en, ru), EnvVars: []string{twin(name)}}
}

func (s *say) whole(name, value, en, ru string) *cli.IntFlag {
	return &cli.IntFlag{Name: name, Usage: "`" + value + "` " + s.words(en, ru), EnvVars: []string{twin(name)}}
}

// twin is the environment variable of a flag.
func twin(name string) string { return "OBMEN_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// oneOf checks a flag's word.
func oneOf(s *say, c *cli.Context, flag string, words ...string) (string, error) {
	v := c.String(flag)
	if v == "" {
		return "", nil
	}
	for _, w := range words {
		if v == w {
			return v, nil
		}
	}
	return "", &flagError{errors.New(s.words(
		fmt.Sprintf("--%s is one of %s, not %q", flag, strings.Join(words, ", "), v),
		fmt.Sprintf("--%s — одно из %s, а не %q", flag, strings.Join(words, ", "), v)))}
}
