package main

import (
	"strings"

	"github.com/spf13/cobra"

	"fenhu/network"
)

// localise puts cobra's own words into Chinese where that is the language.
func (a *app) localise(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	if a.lang != network.ZH {
		return
	}
	root.SetUsageTemplate(strings.NewReplacer(
		"Usage:", "用法：",
		"Aliases:", "别名：",
		"Examples:", "示例：",
		"Available Commands:", "命令：",
		"Additional Commands:", "其他命令：",
		"Additional help topics:", "其他帮助主题：",
		"Global Flags:", "通用选项：",
		"Flags:", "选项：",
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`, `各命令的用法见 {{.CommandPath}} [命令] --help。`,
	).Replace(root.UsageTemplate()))
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		c.InitDefaultHelpFlag()
		if f := c.Flags().Lookup("help"); f != nil {
			f.Usage = "显示帮助"
		}
		switch c.Name() {
		case "help":
			c.Short = "显示某个命令的帮助"
		case "completion":
			c.Short = "生成命令行自动补全脚本"
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}
