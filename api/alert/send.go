package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"github.com/wneessen/go-mail"
)

// The headers of a webhook. Signature is "sha256=" and the HMAC-SHA256 of
// timestamp, a dot and the body, in hexadecimal.
const (
	HeaderDelivery  = "X-Fenhu-Delivery" // the same in every attempt
	HeaderTimestamp = "X-Fenhu-Timestamp"
	HeaderSignature = "X-Fenhu-Signature"
)

// Encryption says how an SMTP server is spoken to.
type Encryption string

// The ways to speak to an SMTP server.
const (
	StartTLS    Encryption = "starttls" // required; the default
	ImplicitTLS Encryption = "tls"
	PlainText   Encryption = "none" // for a server of this machine
)

// SMTP is the server that e-mail goes through.
type SMTP struct {
	Host           string // empty = no e-mail
	Port           int    // 0 = 587, or 465 with ImplicitTLS, or 25 with PlainText
	User, Password string // empty user = no log-in
	From           string
	Encryption     Encryption
}

// Sender delivers messages.
type Sender struct {
	SMTP SMTP
	// Secret returns the secret of a name.
	Secret func(name string) (string, error)
	// Allow are networks that webhooks may reach although they are private.
	Allow []netip.Prefix
	// Now is the clock of timestamps; required.
	Now func() time.Time
	// Timeout is the most time for one attempt; 0 = 15 s.
	Timeout time.Duration
}

// Send delivers a message to one recipient. id is the same in every attempt, so
// that a receiver can tell a repetition. The error holds no secret.
func (s *Sender) Send(ctx context.Context, id string, to Recipient, m Message) error {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = 15 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if to.Email != "" {
		return s.email(ctx, id, to.Email, m)
	}
	return s.webhook(ctx, id, to, m)
}

// Sign is the signature of a webhook.
func Sign(secret, timestamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(timestamp + "."))
	h.Write(body)
	return "sha256=" + hex.EncodeToString(h.Sum(nil))
}

func (s *Sender) webhook(ctx context.Context, id string, to Recipient, m Message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.Webhook, bytes.NewReader(body))
	if err != nil {
		return errors.New("webhook: the URL cannot be read")
	}
	at := strconv.FormatInt(s.Now().Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "fenhu")
	r.Header.Set(HeaderDelivery, id)
	r.Header.Set(HeaderTimestamp, at)
	if to.Secret != "" {
		secret, err := s.Secret(to.Secret)
		if err != nil {
			return err
		}
		r.Header.Set(HeaderSignature, Sign(secret, at, body))
	}
	// No proxy: it would be asked to reach what the dialer refuses.
	transport := &http.Transport{
		DialContext: (&net.Dialer{Timeout: 10 * time.Second, Control: s.guard}).DialContext, TLSHandshakeTimeout: 10 * time.Second, DisableKeepAlives: true,
	}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		if first := via[0].URL; next.URL.Host != first.Host || next.URL.Scheme != first.Scheme || len(via) > 3 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	answer, err := client.Do(r)
	if err != nil {
		if u, ok := errors.AsType[*url.Error](err); ok {
			err = u.Err // without the URL
		}
		return fmt.Errorf("webhook: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // what it says is of no use
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return fmt.Errorf("webhook: answered %d", answer.StatusCode)
	}
	return nil
}

// guard refuses connections to addresses that are not public, after names were
// resolved: what a name means cannot change any more.
func (s *Sender) guard(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap()
	for _, p := range s.Allow {
		if p.Contains(ip) {
			return nil
		}
	}
	shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || shared.Contains(ip) {
		return fmt.Errorf("the address %s is not public and not allowed", ip)
	}
	return nil
}

func (s *Sender) email(ctx context.Context, id, to string, m Message) error {
	c := s.SMTP
	if c.Host == "" {
		return errors.New("e-mail: no SMTP server is configured (FENHU_SMTP_HOST)")
	}
	msg := mail.NewMsg()
	if err := msg.From(c.From); err != nil {
		return fmt.Errorf("e-mail: sender: %w", err)
	}
	if err := msg.To(to); err != nil {
		return fmt.Errorf("e-mail: recipient: %w", err)
	}
	msg.Subject(m.Subject.ZH)
	msg.SetDateWithValue(s.Now())
	msg.SetMessageIDWithValue(id + "@fenhu")
	msg.SetBodyString(mail.TypeTextPlain, m.Text.ZH+"\n"+m.Text.EN)
	options := []mail.Option{mail.WithoutNoop()}
	switch c.Encryption {
	case ImplicitTLS:
		options = append(options, mail.WithSSLPort(false))
	case PlainText:
		options = append(options, mail.WithTLSPortPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPortPolicy(mail.TLSMandatory))
	}
	if c.Port != 0 {
		options = append(options, mail.WithPort(c.Port))
	}
	if c.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(c.User), mail.WithPassword(c.Password))
	}
	client, err := mail.NewClient(c.Host, options...)
	if err != nil {
		return fmt.Errorf("e-mail: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("e-mail: %w", err)
	}
	return nil
}
