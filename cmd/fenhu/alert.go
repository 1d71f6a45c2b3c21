package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/alert"
	"fenhu/api/store"
	"fenhu/network"
)

// newAlertCmd shows the alerts of schedules.
func newAlertCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "alert",
		Short: a.say("查看与确认预警", "show and acknowledge alerts"),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAlertListCmd(a), newAlertAcknowledgeCmd(a))
	return cmd
}

func newAlertListCmd(a *app) *cobra.Command {
	var open bool
	cmd := a.onStore(&cobra.Command{
		Use:   "list",
		Short: a.say("列出预警，最近的在前", "list the alerts, the newest first"),
		Args:  a.args(0, 0),
	}, func(ctx context.Context, db *store.DB, _ []string) error {
		l, err := db.Alerts(ctx, store.AlertFilter{Sight: store.SeeAll(), Open: open, Page: store.Page{Limit: 500}})
		if err != nil {
			return err
		}
		for _, x := range l.Items {
			var m alert.Message
			if err := json.Unmarshal(x.Message, &m); err != nil {
				return err
			}
			state := a.say("未确认", "not acknowledged")
			switch {
			case !x.Cleared.IsZero():
				state = a.say("已解除", "over")
			case x.AcknowledgedBy != "":
				state = a.say("已确认：", "acknowledged by ") + x.AcknowledgedBy
			}
			fmt.Fprintf(a.out, "%s\t%s\t%s\t%s\t%s\n", x.ID, x.Since.Format("2006-01-02 15:04"), alert.Level(x.Level).Name().In(a.lang), state, m.Subject.In(a.lang))
		}
		return nil
	})
	cmd.Flags().BoolVar(&open, "open", false, a.say("只列未解除的", "only those that are not over"))
	return cmd
}

func newAlertAcknowledgeCmd(a *app) *cobra.Command {
	var note string
	cmd := a.onStore(&cobra.Command{
		Use:   "acknowledge ID",
		Short: a.say("确认预警，不再提醒与升级", "acknowledge an alert, which stops reminders and escalation"),
		Args:  a.args(1, 1),
	}, func(ctx context.Context, db *store.DB, args []string) error {
		_, err := db.AcknowledgeAlert(ctx, cliActor(), args[0], note)
		return err
	})
	cmd.Flags().StringVar(&note, "note", "", a.say("如何处置", "what is done about it"))
	return cmd
}

// sender delivers alerts as the environment says.
func (a *app) sender(allow []string) (*alert.Sender, error) {
	s := &alert.Sender{Now: a.now, Secret: webhookSecret}
	var wrong network.Faults
	fault := func(path, zh, en string, args ...any) {
		wrong = append(wrong, network.Fault{Path: path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	for _, x := range allow {
		p, err := netip.ParsePrefix(x)
		if err != nil {
			fault("--webhook-allow", "%q 不是网段，例如 10.1.0.0/16", "%q is no network such as 10.1.0.0/16", x)
		}
		s.Allow = append(s.Allow, p)
	}
	c := &s.SMTP
	c.Host, c.User, c.From = os.Getenv("FENHU_SMTP_HOST"), os.Getenv("FENHU_SMTP_USER"), os.Getenv("FENHU_SMTP_FROM")
	c.Encryption = alert.Encryption(os.Getenv("FENHU_SMTP_ENCRYPTION"))
	var err error
	if c.Password, err = secret("FENHU_SMTP_PASSWORD"); err != nil {
		fault("FENHU_SMTP_PASSWORD_FILE", "无法读取", "it cannot be read")
	}
	if port := os.Getenv("FENHU_SMTP_PORT"); port != "" {
		if c.Port, err = strconv.Atoi(port); err != nil || c.Port < 1 || c.Port > 65535 {
			fault("FENHU_SMTP_PORT", "%q 不是端口", "%q is no port", port)
		}
	}
	switch c.Encryption {
	case "", alert.StartTLS, alert.ImplicitTLS, alert.PlainText:
	default:
		fault("FENHU_SMTP_ENCRYPTION", "%q 不可用；可选 starttls, tls, none", "%q is not known; choose starttls, tls or none", string(c.Encryption))
	}
	if c.Host != "" && c.From == "" {
		fault("FENHU_SMTP_FROM", "缺少发件人地址", "the sender's address is missing")
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	return s, nil
}

// secret reads a secret from NAME, or from the file that NAME_FILE names.
func secret(name string) (string, error) {
	if file := os.Getenv(name + "_FILE"); file != "" {
		data, err := os.ReadFile(file) //nolint:gosec // the operator names the file
		return strings.TrimSpace(string(data)), err
	}
	return os.Getenv(name), nil
}

// webhookSecret is the secret that signs webhooks.
func webhookSecret(name string) (string, error) {
	s, err := secret("FENHU_WEBHOOK_SECRET_" + name)
	if err != nil || s == "" {
		return "", fmt.Errorf("webhook: the service has no secret FENHU_WEBHOOK_SECRET_%s", name)
	}
	return s, nil
}
