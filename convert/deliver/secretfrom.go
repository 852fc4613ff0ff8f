package deliver

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"obmen/formats/record"
)

const (
	mostSecret  = 8 << 10          // bytes of a secret: one that is longer is refused, not cut
	mostRead    = mostSecret + 8   // bytes that are read of its file or command: with the mark in front, the line end, and one that shows that there are more
	commandTime = 30 * time.Second // that the command may take
)

// SecretFrom asks for a secret in the order of the command line's contract: the environment variable, the file that variable_FILE names, the command
// that variable_COMMAND is, then file and command, which are the profile's. Of the three variables one may be set. The line end behind it is no part
// of it; of a command the first line counts. The error, never showing what it found, is a *[record.UsageError], or that of the file.
func SecretFrom(env func(string) string, variable, file, command string) (Secret, error) {
	inFile, inCommand := variable+"_FILE", variable+"_COMMAND"
	var set []string
	for _, name := range []string{variable, inFile, inCommand} {
		if variable != "" && env(name) != "" {
			set = append(set, name)
		}
	}
	switch {
	case len(set) > 1:
		return Secret{}, wrong(SecretSeveral.Fault(strings.Join(set, ", ")))
	case len(set) == 0:
		return storedSecret(variable, file, command)
	case set[0] == inFile:
		return fileSecret(env(inFile))
	case set[0] == inCommand:
		return commandSecret(inCommand, env(inCommand))
	}
	return checkedSecret(variable, env(variable))
}

// storedSecret is the one that the profile knows the place of.
func storedSecret(variable, file, command string) (Secret, error) {
	switch {
	case file != "":
		return fileSecret(file)
	case command != "":
		return commandSecret("key_command", command)
	}
	return Secret{}, wrong(SecretMissing.Fault(variable))
}

func wrong(f *record.Fault) error { return &record.UsageError{Err: f} }

func fileSecret(path string) (Secret, error) {
	f, err := os.Open(path)
	if err != nil {
		return Secret{}, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostRead))
	if err != nil {
		return Secret{}, err
	}
	return checkedSecret(path, strings.TrimPrefix(string(text), "\uFEFF")) // Notepad writes the mark
}

// commandSecret runs the platform's shell, as the user's own scripts would. What the command says on standard error stays unsaid: it may be the secret.
func commandSecret(name, command string) (Secret, error) {
	ctx, stop := context.WithTimeout(context.Background(), commandTime)
	defer stop()
	out := &head{most: mostRead}
	cmd := shell(ctx, command)
	cmd.Stdout, cmd.WaitDelay = out, time.Second
	if err := cmd.Run(); err != nil {
		return Secret{}, wrong(SecretCommand.Fault(name, howEnded(ctx, err)))
	}
	line, _, _ := bytes.Cut(out.text, []byte("\n"))
	return checkedSecret(name, string(line))
}

// howEnded says how a command failed, without a word of the command or its output.
func howEnded(ctx context.Context, err error) string {
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return ctx.Err().Error()
	case errors.As(err, &exit):
		return exit.ProcessState.String()
	}
	return "it could not be run"
}

// head keeps the first bytes of what is written to it.
type head struct {
	text []byte
	most int
}

// Write implements io.Writer.
func (h *head) Write(p []byte) (int, error) {
	h.text = append(h.text, p[:min(len(p), h.most-len(h.text))]...)
	return len(p), nil
}

// checkedSecret takes what can stand in a header: visible ASCII in one line.
func checkedSecret(name, value string) (Secret, error) {
	value = strings.TrimSuffix(strings.TrimSuffix(value, "\n"), "\r")
	switch {
	case value == "":
		return Secret{}, wrong(SecretEmpty.Fault(name))
	case strings.ContainsAny(value, "\r\n"):
		return Secret{}, wrong(SecretLines.Fault(name))
	case len(value) > mostSecret:
		return Secret{}, wrong(SecretLong.Fault(name, mostSecret))
	case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }):
		return Secret{}, wrong(SecretCharacters.Fault(name))
	}
	return newSecret(value), nil
}
