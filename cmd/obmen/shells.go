package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completionScripts look up the command in the table that stands in them, so that completing starts no process.
func completionScripts() map[string]string {
	return map[string]string{"bash": bashScript, "zsh": zshScript, "powershell": powershellScript}
}

const bashScript = `# obmen completion for bash
_obmen_table='@TABLE@'

# _obmen_line prints what may follow a command or, as =--flag, what a flag's value may be.
_obmen_line() {
	local line
	while IFS= read -r line; do
		case "$line " in "$1 "*) printf '%s\n' "$line"; return 0 ;; esac
	done <<<"$_obmen_table"
	return 1
}

_obmen() {
	local cur="${COMP_WORDS[COMP_CWORD]}" command="-" flag="" word line i
	for ((i = 1; i < COMP_CWORD; i++)); do
		word="${COMP_WORDS[i]}"
		if [ -n "$flag" ]; then flag=""; continue; fi
		case "$word" in
		-*) if _obmen_line "=$word" >/dev/null; then flag="$word"; fi ;;
		*) if [ "$command" = "-" ]; then command="$word"; elif _obmen_line "$command/$word" >/dev/null; then command="$command/$word"; fi ;;
		esac
	done
	if [ "$flag" ]; then line=$(_obmen_line "=$flag"); else line=$(_obmen_line "$command"); fi
	case "$line" in *" "*) line="${line#* }" ;; *) line="" ;; esac
	COMPREPLY=($(compgen -W "$line" -- "$cur"))
	if [ ${#COMPREPLY[@]} -eq 0 ] || { [ -z "$flag" ] && [ "$command" != "-" ]; }; then COMPREPLY+=($(compgen -f -- "$cur")); fi
}
complete -o filenames -F _obmen obmen
`

const zshScript = `#compdef obmen
# obmen completion for zsh
_obmen() {
	local command="-" flag="" word line
	local -a table known
	table=("${(f)$(cat <<'TABLE'
@TABLE@
TABLE
)}")
	for word in "${(@)words[2,CURRENT-1]}"; do
		if [[ -n "$flag" ]]; then flag=""; continue; fi
		case "$word" in
		-*) if (( ${table[(I)=$word]} || ${table[(I)=$word *]} )); then flag="$word"; fi ;;
		*) if [[ "$command" == "-" ]]; then command="$word"; elif (( ${table[(I)$command/$word *]} )); then command="$command/$word"; fi ;;
		esac
	done
	if [[ -n "$flag" ]]; then line="${table[(r)=$flag *]}"; else line="${table[(r)$command *]}"; fi
	if [[ "$line" == *" "* ]]; then known=(${(s: :)${line#* }}); compadd -- $known; fi
	if [[ "$command" != "-" && ( -z "$flag" || ${#known} -eq 0 ) ]]; then _files; fi
	return 0
}
if [ "$funcstack[1]" = "_obmen" ]; then _obmen "$@"; else compdef _obmen obmen; fi
`

const powershellScript = `# obmen completion for PowerShell
Register-ArgumentCompleter -Native -CommandName obmen, obmen.exe -ScriptBlock {
	param($wordToComplete, $commandAst, $cursorPosition)
	$table = @'
@TABLE@
'@ -split "` + "`" + `r?` + "`" + `n"
	$command = '-'
	$flag = ''
	foreach ($e in $commandAst.CommandElements | Select-Object -Skip 1) {
		$word = $e.ToString()
		if ($e.Extent.EndOffset -ge $cursorPosition -and $wordToComplete) { break }
		if ($flag) { $flag = ''; continue }
		if ($word.StartsWith('-')) {
			if ($table | Where-Object { "$_ ".StartsWith("=$word ") }) { $flag = $word }
		} elseif ($command -eq '-') { $command = $word } elseif ($table | Where-Object { $_.StartsWith("$command/$word ") }) { $command = "$command/$word" }
	}
	$start = $command
	if ($flag) { $start = "=$flag" }
	$line = $table | Where-Object { $_.StartsWith("$start ") } | Select-Object -First 1
	if ($line) {
		$line.Split(' ') | Select-Object -Skip 1 | Where-Object { $_.StartsWith($wordToComplete) } |
			ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
	}
}
`

const fishHead = `# obmen completion for fish
function __obmen_command
	set -l value 0
	for word in (commandline -opc)[2..-1]
		if test $value = 1
			set value 0
		else if string match -q -- '-*' $word
			contains -- $word @FLAGS@; and set value 1
		else
			echo $word
			return 0
		end
	end
	return 1
end
`

// withValues are the flags, of any command, whose values stand behind them.
func withValues(app *cli.App) []string {
	var names []string
	for name := range valueFlags(app) {
		names = append(names, dashed(name))
	}
	slices.Sort(names)
	return names
}

// fishScript tells fish about each command and flag, with their words.
func fishScript(app *cli.App) string {
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(fishHead, "@FLAGS@", strings.Join(withValues(app), " ")))
	fishCommands(&b, "not __obmen_command >/dev/null", app.Commands)
	fishFlags(&b, "not __obmen_command >/dev/null", app.Flags)
	for _, c := range app.Commands {
		seen := "__obmen_command | string match -q " + c.Name
		if len(c.Subcommands) == 0 {
			fishFlags(&b, seen, c.Flags)
			continue
		}
		subs := strings.Join(commandNames(c.Subcommands), " ")
		fishCommands(&b, seen+"; and not __fish_seen_subcommand_from "+subs, c.Subcommands)
		for _, sub := range c.Subcommands {
			fishFlags(&b, seen+"; and __fish_seen_subcommand_from "+sub.Name, sub.Flags)
		}
	}
	b.WriteString("complete -c obmen -n '__obmen_command | string match -q completion' -f -a 'bash zsh fish powershell'\n")
	return b.String()
}

func fishCommands(b *strings.Builder, when string, commands []*cli.Command) {
	for _, c := range commands {
		b.WriteString("complete -c obmen -n " + fishQuote(when) + " -f -a " + c.Name + " -d " + fishQuote(c.Usage) + "\n")
	}
}

func fishFlags(b *strings.Builder, when string, flags []cli.Flag) {
	for _, f := range flags {
		doc, ok := f.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		b.WriteString("complete -c obmen -n " + fishQuote(when))
		for _, name := range f.Names() {
			if len(name) == 1 {
				b.WriteString(" -s " + name)
			} else {
				b.WriteString(" -l " + name)
			}
		}
		if words := valueWords(f); len(words) > 0 {
			b.WriteString(" -x -a " + fishQuote(strings.Join(words, " ")))
		} else if doc.TakesValue() {
			b.WriteString(" -r")
		}
		_, words := placeholder(doc.GetUsage())
		b.WriteString(" -d " + fishQuote(words) + "\n")
	}
}

func fishQuote(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
