package api

import (
	"fmt"
	"net/http"

	"fenhu/network"
)

// refusal is an error that the client is told as it is, in its language.
type refusal struct {
	status int
	text   network.Text
	header http.Header
}

func (r *refusal) Error() string { return r.text.EN }

// refuse makes a refusal; the arguments go into both texts.
func refuse(status int, zh, en string, args ...any) *refusal {
	return &refusal{status: status, text: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}
}

func notFound(zh, en, id string) *refusal {
	return &refusal{status: http.StatusNotFound, text: network.Text{ZH: fmt.Sprintf("没有%s %q", zh, id), EN: fmt.Sprintf("there is no %s %q", en, id)}}
}

// wrong is a fault of one field of a request.
func wrong(path, zh, en string, args ...any) network.Faults {
	return network.Faults{{Path: path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}}}
}
