package alert_test

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"fenhu/api/alert"
	"fenhu/network"
)

func sender(allow ...string) *alert.Sender {
	s := &alert.Sender{Now: func() time.Time { return time.Unix(1748736000, 0) }, Secret: func(name string) (string, error) {
		if name != "OPS" {
			return "", errors.New("no such secret")
		}
		return "geheim", nil
	}}
	for _, x := range allow {
		s.Allow = append(s.Allow, netip.MustParsePrefix(x))
	}
	return s
}

func TestAWebhookIsSigned(t *testing.T) {
	t.Parallel()
	var got alert.Message
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.Header.Get(alert.HeaderDelivery) != "d1" || r.Header.Get(alert.HeaderTimestamp) != "1748736000" {
			t.Errorf("%s %v %v", r.Method, r.Header, err)
		}
		if want := alert.Sign("geheim", "1748736000", body); r.Header.Get(alert.HeaderSignature) != want || len(want) != len("sha256=")+64 {
			t.Errorf("signature %q", r.Header.Get(alert.HeaderSignature))
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	m := alert.Message{Alert: "a", Event: alert.Opened, Value: 3, Text: network.Text{ZH: "旱"}}
	if err := sender("127.0.0.0/8").Send(t.Context(), "d1", alert.Recipient{Webhook: server.URL, Secret: "OPS"}, m); err != nil || got.Value != 3 || got.Text.ZH != "旱" {
		t.Errorf("%+v, %v", got, err)
	}
	if err := sender("127.0.0.0/8").Send(t.Context(), "d1", alert.Recipient{Webhook: server.URL, Secret: "LOST"}, m); err == nil {
		t.Error("sent without its secret")
	}
	// HMAC-SHA256 of "1.{}" with the key "k", computed with openssl.
	if got := alert.Sign("k", "1", []byte("{}")); got != "sha256=3dd49b2593d0f9a349e9e71c4bde3e2b862c2be4003fe9b4ba81332029310158" {
		t.Errorf("signature %s", got)
	}
}

func TestWebhooksStayOutOfPrivateNetworks(t *testing.T) {
	t.Parallel()
	reached := 0
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ }))
	defer inner.Close()
	port := inner.URL[strings.LastIndex(inner.URL, ":"):]
	for _, url := range []string{inner.URL, "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port, "http://169.254.169.254/latest", "http://10.0.0.1/", "http://100.64.0.1/", "http://0.0.0.0" + port, "http://[::1]" + port} {
		err := sender().Send(t.Context(), "d", alert.Recipient{Webhook: url}, alert.Message{})
		if err == nil || strings.Contains(err.Error(), "latest") {
			t.Errorf("%s: %v", url, err)
		}
	}
	if reached > 0 {
		t.Errorf("reached %d times", reached)
	}
	// A receiver cannot send the request elsewhere.
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, inner.URL, http.StatusTemporaryRedirect)
	}))
	defer outer.Close()
	if err := sender("127.0.0.0/8").Send(t.Context(), "d", alert.Recipient{Webhook: outer.URL}, alert.Message{}); err == nil || !strings.Contains(err.Error(), "307") || reached > 0 {
		t.Errorf("followed to another host: %v, reached %d times", err, reached)
	}
}

// mailbox is a real SMTP server that keeps what it gets.
type mailbox struct {
	mu   sync.Mutex
	mail []string
	to   []string
}

func (b *mailbox) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }
func (*mailbox) Reset()                                        {}
func (*mailbox) Logout() error                                 { return nil }
func (*mailbox) Mail(string, *smtp.MailOptions) error          { return nil }

func (b *mailbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.to = append(b.to, to)
	return nil
}

func (b *mailbox) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mail = append(b.mail, string(data))
	return err
}

func TestEMailArrives(t *testing.T) {
	t.Parallel()
	b := new(mailbox)
	server := smtp.NewServer(b)
	server.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }() // ends with Close
	defer server.Close()
	at, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatal(l.Addr())
	}
	s := sender()
	s.SMTP = alert.SMTP{Host: "127.0.0.1", Port: at.Port, From: "fenhu@example.cn", Encryption: alert.PlainText}
	m := alert.Message{Subject: network.Text{ZH: "【预警】缺水\r\nBcc: x@evil.cn"}, Text: network.Text{ZH: "清徐县缺水 23 %", EN: "Qingxu lacks 23 %"}}
	if err := s.Send(t.Context(), "d7", alert.Recipient{Email: "li@example.cn"}, m); err != nil {
		t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.mail) != 1 || len(b.to) != 1 || b.to[0] != "li@example.cn" {
		t.Fatalf("%d messages to %v", len(b.mail), b.to)
	}
	got, err := mail.ReadMessage(strings.NewReader(b.mail[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "【预警】缺水") || got.Header.Get("Bcc") != "" || got.Header.Get("Message-ID") != "<d7@fenhu>" {
		t.Errorf("%q %v, %v", subject, got.Header, err)
	}
	// A server that cannot encrypt gets nothing unless that was asked for.
	s.SMTP.Encryption = alert.StartTLS
	if err := s.Send(t.Context(), "d8", alert.Recipient{Email: "li@example.cn"}, m); err == nil {
		t.Error("sent in the clear")
	}
	s.SMTP = alert.SMTP{}
	if err := s.Send(t.Context(), "d9", alert.Recipient{Email: "li@example.cn"}, m); err == nil || !strings.Contains(err.Error(), "FENHU_SMTP_HOST") {
		t.Errorf("without a server: %v", err)
	}
}
