package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fenhu/api/auth"
	"fenhu/api/store"
)

// newKeyCmd manages API keys on the server itself.
func newKeyCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: a.say("管理服务的 API 密钥", "manage the API keys of the service"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newKeyAddCmd(a), newKeyListCmd(a), newKeyRevokeCmd(a))
	return cmd
}

func newKeyAddCmd(a *app) *cobra.Command {
	var (
		name   string
		scopes []string
		days   int
	)
	cmd := a.onStore(&cobra.Command{
		Use:   "add " + a.say("用户名", "LOGIN"),
		Short: a.say("为用户新建密钥，只显示一次", "make a key for a user; it is shown once"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		u, err := db.UserByLogin(ctx, args[0])
		if err != nil {
			return err
		}
		list, err := auth.ParseScopes(scopes)
		if err != nil || days < 0 {
			return faulty("--scope 可选 read, write, admin；--days 不小于零", "--scope is read, write or admin; --days is not negative")
		}
		k := auth.NewKey()
		stored := store.APIKey{UserID: u.ID, Name: name, Prefix: k.Prefix, Hash: k.Hash, Scopes: list}
		if days > 0 {
			stored.Expires = a.now().Add(time.Duration(days) * 24 * time.Hour)
		}
		if _, err := db.CreateAPIKey(ctx, cliActor(), stored); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.out, k.Whole)
		return err
	})
	cmd.Flags().StringVar(&name, "name", "cli", a.say("用途", "what it is for"))
	cmd.Flags().StringSliceVar(&scopes, "scope", nil, a.say("范围 read|write|admin（默认 read）", "scope read|write|admin (default read)"))
	cmd.Flags().IntVar(&days, "days", 365, a.say("有效天数；0 为不过期", "days until it expires; 0 = never"))
	return cmd
}

func newKeyListCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "list",
		Short: a.say("列出密钥", "list the keys"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		for page := (store.Page{Limit: 500}); ; {
			l, err := db.APIKeys(ctx, "", page)
			if err != nil {
				return err
			}
			for _, k := range l.Items {
				state := a.say("有效", "valid")
				switch {
				case !k.Revoked.IsZero():
					state = a.say("已撤销", "revoked")
				case !k.Expires.IsZero() && !a.now().Before(k.Expires):
					state = a.say("已过期", "expired")
				}
				fmt.Fprintf(a.out, "%s\tfk_%s_…\t%s\t%s\t%s\n", k.ID, k.Prefix, strings.Join(k.Scopes, ","), state, k.Name)
			}
			if page.Cursor = l.Next; page.Cursor == "" {
				return nil
			}
		}
	})
}

func newKeyRevokeCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "revoke ID",
		Short: a.say("撤销密钥", "revoke a key"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		_, err := db.RevokeAPIKey(ctx, cliActor(), args[0])
		return err
	})
}
