package deliver

import (
	"context"
	"os/exec"
	"syscall"
)

// shell runs a command line. cmd has quotes of its own, which Go's way to quote arguments would spoil, so it gets the line as it stands.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd /d /s /c "` + command + `"`}
	return cmd
}
