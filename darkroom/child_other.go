//go:build !linux

package darkroom

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// command is this program as a child, or a tool itself. Outside of Linux only
// their time is limited.
func command(ctx context.Context, l limits, what string, args []string) (*exec.Cmd, error) {
	if filepath.IsAbs(what) {
		return exec.CommandContext(ctx, what, args...), nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, self, slices.Concat([]string{childCommand}, l.bounds(), []string{what}, args)...), nil
}

func bind(limits) error { return nil }

func become(string, []string) error { return errors.ErrUnsupported }
