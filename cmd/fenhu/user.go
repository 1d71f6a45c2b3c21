package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"fenhu/api/auth"
	"fenhu/api/store"
)

// cliActor is the command line in the audit trail.
func cliActor() store.Actor { return store.Actor{Name: "cli"} }

// newUserCmd manages users on the server itself.
func newUserCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: a.say("管理服务的用户", "manage the users of the service"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newUserAddCmd(a), newUserPasswdCmd(a), newUserRoleCmd(a), newUserListCmd(a))
	return cmd
}

// onStore is a command that opens the database.
func (a *app) onStore(cmd *cobra.Command, do func(ctx context.Context, db *store.DB, args []string) error) *cobra.Command {
	var database databaseFlag
	database.add(a, cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		db, err := database.open(cmd.Context(), a)
		if err != nil {
			return err
		}
		defer db.Close()
		return a.explained(do(cmd.Context(), db, args))
	}
	return cmd
}

// explained turns the errors of the store into those of a user's input.
func (*app) explained(err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return faulty("不存在：%v", "there is no such thing: %v", err)
	case errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrInvalid):
		return faulty("不能这样做：%v", "this cannot be done: %v", err)
	default:
		return err
	}
}

func newUserAddCmd(a *app) *cobra.Command {
	var role, name string
	cmd := a.onStore(&cobra.Command{
		Use:   "add " + a.say("用户名", "LOGIN"),
		Short: a.say("新建用户；密码从终端或标准输入读入", "add a user; the password is read from the terminal or standard input"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		r, err := auth.ParseRole(role)
		if err != nil {
			return faulty("未知的角色 %q；可选：viewer, engineer, approver, admin", "unknown role %q; choose viewer, engineer, approver or admin", role)
		}
		hash, err := a.newPassword(args[0])
		if err != nil {
			return err
		}
		if name == "" {
			name = args[0]
		}
		_, err = db.CreateUser(ctx, cliActor(), store.User{Login: args[0], Name: name, Role: store.Role(r), Password: hash})
		return err
	})
	cmd.Flags().StringVar(&role, "role", "viewer", a.say("角色 viewer|engineer|approver|admin", "role viewer|engineer|approver|admin"))
	cmd.Flags().StringVar(&name, "name", "", a.say("显示的姓名", "name as shown"))
	return cmd
}

func newUserPasswdCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "passwd " + a.say("用户名", "LOGIN"),
		Short: a.say("设置密码，并结束该用户的会话", "set a password and end the user's sessions"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		u, err := db.UserByLogin(ctx, args[0])
		if err != nil {
			return err
		}
		hash, err := a.newPassword(u.Login)
		if err != nil {
			return err
		}
		return db.SetPassword(ctx, cliActor(), u.ID, hash, "")
	})
}

func newUserRoleCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "role " + a.say("用户名 角色", "LOGIN ROLE"),
		Short: a.say("设置角色 viewer|engineer|approver|admin，或 disabled 停用", "set the role viewer|engineer|approver|admin, or disabled"),
		Args:  a.args(2, 2),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		u, err := db.UserByLogin(ctx, args[0])
		if err != nil {
			return err
		}
		if u.Disabled = args[1] == "disabled"; !u.Disabled {
			r, err := auth.ParseRole(args[1])
			if err != nil {
				return faulty("未知的角色 %q；可选：viewer, engineer, approver, admin, disabled", "unknown role %q; choose viewer, engineer, approver, admin or disabled", args[1])
			}
			u.Role = store.Role(r)
		}
		_, err = db.UpdateUser(ctx, cliActor(), u)
		return err
	})
}

func newUserListCmd(a *app) *cobra.Command {
	return a.onStore(&cobra.Command{
		Use:   "list",
		Short: a.say("列出用户", "list the users"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		for page := (store.Page{Limit: 500}); ; {
			l, err := db.Users(ctx, page)
			if err != nil {
				return err
			}
			for _, u := range l.Items {
				state := string(u.Role)
				if u.Disabled {
					state += a.say("（停用）", " (disabled)")
				}
				fmt.Fprintf(a.out, "%s\t%s\t%s\n", u.Login, state, u.Name)
			}
			if page.Cursor = l.Next; page.Cursor == "" {
				return nil
			}
		}
	})
}

// newPassword reads a password and returns its hash.
func (a *app) newPassword(login string) (string, error) {
	password, err := a.readPassword()
	if err != nil {
		return "", err
	}
	if faults := auth.CheckPassword(login, password); len(faults) > 0 {
		return "", faults
	}
	h, err := auth.NewHasher()
	if err != nil {
		return "", err
	}
	return h.Hash(password)
}

// readPassword reads a password: without echo from a terminal, else one line.
func (a *app) readPassword() (string, error) {
	if f, ok := a.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(a.err, a.say("密码：", "password: "))
		data, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(a.err)
		return string(data), err
	}
	line, err := bufio.NewReader(a.in).ReadString('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
