package main

import (
	"github.com/spf13/cobra"

	"fenhu/api"
)

// newOpenAPICmd prints the document that the types of the web interface and of
// other clients are made from.
func newOpenAPICmd(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "openapi",
		Short: a.say("输出服务的 OpenAPI 文档", "print the OpenAPI document of the service"),
		Args:  a.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			document, err := api.Document(version)
			if err != nil {
				return err
			}
			_, err = a.out.Write(append(document, '\n'))
			return err
		},
	}
}
