package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/network"
)

// The exit codes of all commands.
const (
	exitOK         = 0
	exitInternal   = 1
	exitFaulty     = 2
	exitInfeasible = 3
	exitStopped    = 4
	exitUnverified = 5
)

// exitCode describes an exit code.
type exitCode struct {
	code int
	text network.Text
}

// exitCodes is the ordered table of exit codes.
func exitCodes() []exitCode {
	return []exitCode{
		{exitOK, network.Text{ZH: "完成", EN: "done"}},
		{exitInternal, network.Text{ZH: "内部错误或读写错误", EN: "an internal error, or a file could not be read or written"}},
		{exitFaulty, network.Text{ZH: "输入有误：选项、文档、情景或结果文件", EN: "faulty input: flags, document, scenario or result file"}},
		{exitInfeasible, network.Text{ZH: "硬约束不能同时满足；结果与诊断照常输出", EN: "hard limits cannot hold together; the result with its diagnosis is written all the same"}},
		{exitStopped, network.Text{ZH: "被中断或超过时间限制", EN: "interrupted, or the time limit was reached"}},
		{exitUnverified, network.Text{ZH: "核验未通过", EN: "verification failed"}},
	}
}

// newExitCodesCmd is a topic of help: fenhu help exit-codes.
func newExitCodesCmd(a *app) *cobra.Command {
	var b strings.Builder
	b.WriteString(a.say("退出码：\n", "Exit codes:\n"))
	for _, c := range exitCodes() {
		fmt.Fprintf(&b, "  %d  %s\n", c.code, c.text.In(a.lang))
	}
	return &cobra.Command{
		Use:   "exit-codes",
		Short: a.say("各退出码的含义", "what the exit codes mean"),
		Long:  strings.TrimSuffix(b.String(), "\n"),
	}
}
