package main

import (
	"strings"

	"github.com/urfave/cli/v2"
)

func completionCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     s.words("a shell's completion script: bash, zsh, fish or powershell", "сценарий дополнения для оболочки: bash, zsh, fish или powershell"),
		ArgsUsage: "SHELL",
		Description: `source <(obmen completion bash)
obmen completion zsh > "${fpath[1]}/_obmen"
obmen completion fish > ~/.config/fish/completions/obmen.fish
obmen completion powershell | Out-String | Invoke-Expression`,
		Action: func(c *cli.Context) error {
			shell := c.Args().First()
			if shell == "fish" {
				script, err := newApp(s).ToFishCompletion()
				if err == nil {
					s.data(script)
				}
				return err
			}
			script, ok := completionScripts[shell]
			if !ok {
				return s.wrong("name a shell: bash, zsh, fish or powershell", "назовите оболочку: bash, zsh, fish или powershell")
			}
			s.data(strings.ReplaceAll(script, "WORDS", strings.Join(completionWords(newApp(s)), "\n")))
			return nil
		},
	}
}

// completionWords are lines of a command and what may follow it: "convert --to --from …".
func completionWords(app *cli.App) []string {
	var lines, names []string
	for _, c := range app.Commands {
		names = append(names, c.Name)
		words := []string{c.Name}
		for _, sub := range c.Subcommands {
			words = append(words, sub.Name)
			lines = append(lines, strings.Join(append([]string{c.Name + "/" + sub.Name}, flagWords(sub.Flags)...), " "))
		}
		lines = append(lines, strings.Join(append(words, flagWords(c.Flags)...), " "))
	}
	return append([]string{"- " + strings.Join(names, " ")}, lines...)
}

func flagWords(flags []cli.Flag) []string {
	var words []string
	for _, f := range flags {
		for _, name := range f.Names() {
			if len(name) > 1 {
				name = "-" + name
			}
			words = append(words, "-"+name)
		}
	}
	return words
}

// The scripts look up the command in the table that stands in them, so that completing starts no process.
var completionScripts = map[string]string{
	"bash": `# obmen completion for bash
_obmen() {
	local cur="${COMP_WORDS[COMP_CWORD]}" command="-" word words line
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		case "$word" in -*) ;; *) if [ "$command" = "-" ]; then command="$word"; elif grep -q "^$command/$word " <<<"$_obmen_table"; then command="$command/$word"; fi ;; esac
	done
	words=$(grep -m1 "^$command " <<<"$_obmen_table" | cut -d' ' -f2-)
	COMPREPLY=($(compgen -W "$words" -- "$cur"))
	[ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
_obmen_table='WORDS'
complete -o filenames -F _obmen obmen
`,
	"zsh": `#compdef obmen
# obmen completion for zsh
_obmen() {
	local command="-" word line
	local table='WORDS'
	for word in ${words[2,CURRENT-1]}; do
		case "$word" in -*) ;; *) if [[ "$command" == "-" ]]; then command="$word"; elif [[ -n ${(M)${(f)table}:#$command/$word *} ]]; then command="$command/$word"; fi ;; esac
	done
	line=${${(M)${(f)table}:#$command *}[1]}
	compadd -- ${(s: :)${line#* }}
	_files
}
if [ "$funcstack[1]" = "_obmen" ]; then _obmen "$@"; else compdef _obmen obmen; fi
`,
	"powershell": `# obmen completion for PowerShell
Register-ArgumentCompleter -Native -CommandName obmen, obmen.exe -ScriptBlock {
	param($wordToComplete, $commandAst, $cursorPosition)
	$table = @'
WORDS
'@ -split "` + "`" + `r?` + "`" + `n"
	$command = '-'
	foreach ($e in $commandAst.CommandElements | Select-Object -Skip 1) {
		$word = $e.ToString()
		if ($word -eq $wordToComplete -or $word.StartsWith('-')) { continue }
		if ($command -eq '-') { $command = $word } elseif ($table | Where-Object { $_.StartsWith("$command/$word ") }) { $command = "$command/$word" }
	}
	$line = $table | Where-Object { $_.StartsWith("$command ") } | Select-Object -First 1
	if ($line) {
		$line.Split(' ') | Select-Object -Skip 1 | Where-Object { $_.StartsWith($wordToComplete) } |
			ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterName', $_) }
	}
}
`,
}
