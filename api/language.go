package api

import (
	"context"

	"golang.org/x/text/language"

	"fenhu/network"
)

type languageKey struct{}

// languageOf reads an Accept-Language header; what it does not say is Chinese.
func languageOf(accept string) network.Lang {
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return network.ZH
	}
	_, i, confidence := language.NewMatcher([]language.Tag{language.Chinese, language.English}).Match(wanted...)
	if i == 1 && confidence > language.No {
		return network.EN
	}
	return network.ZH
}

func withLanguage(ctx context.Context, l network.Lang) context.Context {
	return context.WithValue(ctx, languageKey{}, l)
}

// lang is the language of a request.
func lang(ctx context.Context) network.Lang {
	if l, ok := ctx.Value(languageKey{}).(network.Lang); ok {
		return l
	}
	return network.ZH
}

// asked is the language that a query parameter asks for, else that of the request.
func asked(ctx context.Context, l network.Lang) network.Lang {
	if l == "" {
		return lang(ctx)
	}
	return l
}
