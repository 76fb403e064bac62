package main

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/godirectus/directus"
)

// patience is how long a caller waits for Directus. It also bounds the retries: when the
// server asks to wait longer than this, the call fails at once.
const patience = 10 * time.Second

// asCaller is a handler that works with the rights of whoever sent the request, and sends
// nothing when it does not know who that is.
func asCaller(client *directus.Client, status int, work func(*http.Request, *articles) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token := tokenOf(r)
		if token == "" {
			replyError(w, errNoToken)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		user := client.With(directus.Token(token)) // cheap enough to be made for each request
		result, err := work(r.WithContext(ctx), directus.NewItems[article](user, "articles"))
		if err != nil {
			replyError(w, err)
			return
		}
		reply(w, status, result)
	}
}

// tokenOf returns the caller's token, or "" when there is none that Directus could have
// issued. Of a session in a cookie, the cookie's value is a token like any other.
func tokenOf(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		cookie, err := r.Cookie("directus_session_token")
		if err != nil {
			return ""
		}
		token = cookie.Value
	}
	if strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return ""
	}
	return token
}
