package alert

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"

	"fenhu/network"
)

// Recipient is who is told: an e-mail address or a webhook.
type Recipient struct {
	Email   string `json:"email,omitempty" maxLength:"200" doc:"address"`
	Webhook string `json:"webhook,omitempty" maxLength:"1000" doc:"URL that gets a POST; what is secret does not belong into it"`
	Secret  string `json:"secret,omitempty" maxLength:"40" doc:"of a webhook: name of the secret that signs it, FENHU_WEBHOOK_SECRET_NAME in the service's environment"`
}

// Stage is who is told when nobody has acknowledged an alert for a while.
type Stage struct {
	AfterMinutes int         `json:"after_minutes,omitempty" minimum:"0" maximum:"100000" doc:"since the alert was opened or rose; 0 for the first stage"`
	To           []Recipient `json:"to" minItems:"1" maxItems:"50"`
}

// Check lists the faults of a recipient; path is where it stands.
func (r Recipient) Check(path string) network.Faults {
	var out network.Faults
	fault := func(field, zh, en string, args ...any) {
		out = append(out, network.Fault{Path: path + "." + field, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	switch {
	case (r.Email == "") == (r.Webhook == ""):
		fault("email", "email 与 webhook 应恰好给出一个", "give either email or webhook")
	case r.Email != "":
		if a, err := mail.ParseAddress(r.Email); err != nil || a.Address != r.Email {
			fault("email", "%q 不是邮箱地址", "%q is no e-mail address", r.Email)
		}
	default:
		u, err := url.Parse(r.Webhook)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
			fault("webhook", "应为 http 或 https 地址，不含用户名", "it has to be an http or https URL without a user name")
		}
	}
	if r.Secret != "" && (r.Webhook == "" || !secretName().MatchString(r.Secret)) {
		fault("secret", "密钥名 %q 只用于 webhook，由大写字母、数字与下划线组成", "the secret's name %q is for webhooks alone: capital letters, digits and underscores", r.Secret)
	}
	return out
}

func secretName() *regexp.Regexp { return regexp.MustCompile(`^[A-Z0-9_]{1,40}$`) }
