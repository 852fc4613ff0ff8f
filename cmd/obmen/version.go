package main

import (
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version is set when a release is linked.
var version = "dev"

func versionCommand(s *say) *cli.Command {
	return &cli.Command{
		Name:        "version",
		Usage:       s.words("the program's version", "версия программы"),
		Description: "obmen version",
		Action: func(c *cli.Context) error {
			if err := noArguments(s, c, 0); err != nil {
				return err
			}
			s.data("obmen " + version + revision() + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + "\n")
			return nil
		},
	}
}

func revision() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return " " + setting.Value
		}
	}
	return ""
}
