package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// newVersionCmd says what this program is made of.
func newVersionCmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: a.say("版本、提交、Go 与求解器版本", "version, commit, Go and solver"),
		Args:  a.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			commit, goVersion := "", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = info.GoVersion
				for _, s := range info.Settings {
					switch {
					case s.Key == "vcs.revision":
						commit = s.Value
					case s.Key == "vcs.modified" && s.Value == "true":
						commit += a.say("（有改动）", " (modified)")
					}
				}
			}
			fmt.Fprintf(a.out, "fenhu %s\n", version)
			if commit != "" { // a build outside a repository knows none
				fmt.Fprintf(a.out, "%s %s\n", a.say("提交", "commit"), commit)
			}
			s := solver()
			_, err := fmt.Fprintf(a.out, "%s\n%s %s\n", goVersion, s.Name(), s.Version())
			return err
		},
	}
}
