package main

import "github.com/spf13/cobra"

// newDroughtCmd holds the commands of drought and frequency analysis.
func newDroughtCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "drought",
		Short: a.say("频率分析与干旱指标", "frequency analysis and drought indices"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDroughtFrequencyCmd(a), newDroughtIndexCmd(a), newDroughtEnsembleCmd(a), newDroughtReportCmd(a), newDroughtDesignCmd(a), newDroughtLinesCmd(a), newDroughtExtremeCmd(a))
	return cmd
}
