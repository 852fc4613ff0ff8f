//go:build !windows

package deliver

import (
	"context"
	"os/exec"
)

// shell runs a command line.
func shell(ctx context.Context, command string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", command)
}
