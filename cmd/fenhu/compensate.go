package main

import (
	"github.com/spf13/cobra"

	"fenhu/api/export"
	"fenhu/optimize/compensation"
)

// newCompensateCmd holds the commands of ecological compensation.
func newCompensateCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "compensate",
		Short: a.say("横向生态补偿：谁欠谁多少", "ecological compensation: who owes whom"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCompensatePresetsCmd(a), newCompensateSettleCmd(a), newCompensateWhatIfCmd(a), newCompensateReplayCmd(a), newCompensateTransferCmd(a),
		newCompensateAgreementsCmd(a), newCompensateDrawCmd(a), newCompensateStatementsCmd(a), newCompensateLedgerCmd(a))
	return cmd
}

// newCompensatePresetsCmd lists the schemes.
func newCompensatePresetsCmd(a *app) *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "presets",
		Short: a.say("列出各地的补偿规则及参数等级", "the published schemes and the grade of their figures"),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			format, err := out.check(a, cmd)
			if err != nil {
				return err
			}
			return out.writeDocument(a, format, export.Document{Tables: []export.Table{export.PresetsTable()}, Data: compensation.Presets()})
		},
	}
	out.addFile(a, cmd)
	return cmd
}
