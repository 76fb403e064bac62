package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/godirectus/directus"
)

// errNoToken says that the caller did not say who it is.
var errNoToken = errors.New("no token")

// badRequestError is a body that cannot be read.
type badRequestError struct{ error }

// problem is the body of a reply that is no success. It repeats nothing of Directus's own
// words, which may hold values and say more about the project than a caller should know.
type problem struct {
	Error  string   `json:"error"`
	Fields []broken `json:"fields,omitempty"`
}

// broken is a field of the input and the rule that it breaks.
type broken struct {
	Field string `json:"field"`
	Rule  string `json:"rule"`
}

// replyError says in this server's own words why a call failed.
func replyError(w http.ResponseWriter, err error) {
	var answer *directus.Error
	switch {
	case errors.Is(err, errNoToken):
		replyUnauthorized(w)
	case errors.Is(err, directus.ErrNoContent): // written, but the caller may not read it
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, directus.ErrNotFound), errors.Is(err, directus.ErrInvalidKey):
		reply(w, http.StatusNotFound, problem{Error: "there is no such article"})
	case errors.As(err, new(badRequestError)):
		reply(w, http.StatusBadRequest, problem{Error: "the body is not an article in JSON"})
	case errors.As(err, &answer):
		replyAnswer(w, answer)
	case errors.Is(err, context.Canceled): // the caller is gone: the status is for the log of a proxy
		w.WriteHeader(499)
	case errors.Is(err, context.DeadlineExceeded):
		slog.Error("Directus takes too long", "error", err)
		reply(w, http.StatusGatewayTimeout, problem{Error: "the content server takes too long"})
	default: // no answer came, or none that can be read
		slog.Error("no answer from Directus", "error", err)
		reply(w, http.StatusBadGateway, problem{Error: "the content server does not answer"})
	}
}

// replyAnswer passes on what Directus answered, as far as it concerns the caller.
func replyAnswer(w http.ResponseWriter, e *directus.Error) {
	fields := brokenFields(e)
	switch {
	case e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable:
		seconds := max(1, int(math.Ceil(e.RetryAfter.Seconds())))
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		reply(w, http.StatusServiceUnavailable, problem{Error: "too busy, try again later"})
	case isUnauthorized(e):
		replyUnauthorized(w)
	case errors.Is(e, directus.CodeForbidden):
		reply(w, http.StatusForbidden, problem{Error: "you may not do this"})
	case len(fields) > 0:
		reply(w, http.StatusUnprocessableEntity, problem{Error: "the article is not valid", Fields: fields})
	default: // a proxy's page, a failure of Directus, or a mistake in this program
		slog.Error("bad answer from Directus", "error", e)
		reply(w, http.StatusBadGateway, problem{Error: "the content server has failed"})
	}
}

// isUnauthorized reports whether Directus does not accept the caller's token. It does not
// go by the status: a proxy's 401 is no word about the token, and CodeInvalidToken is a 403.
func isUnauthorized(e *directus.Error) bool {
	for _, code := range []directus.Code{
		directus.CodeInvalidCredentials, directus.CodeInvalidToken, directus.CodeTokenExpired,
		directus.CodeUserSuspended, directus.CodeInvalidIP,
	} {
		if errors.Is(e, code) {
			return true
		}
	}
	return false
}

// brokenFields are the fields that Directus complains about. Only FAILED_VALIDATION names
// a rule; for a value that is too long, not unique and so on the code stands for it.
func brokenFields(e *directus.Error) []broken {
	var all []broken
	for _, item := range e.Errors {
		if field, rule := item.Field(); field != "" {
			if rule == "" {
				rule = string(item.Code)
			}
			all = append(all, broken{Field: field, Rule: rule})
		}
	}
	return all
}

func replyUnauthorized(w http.ResponseWriter) {
	w.Header().Set("WWW-Authenticate", "Bearer")
	reply(w, http.StatusUnauthorized, problem{Error: "sign in to Directus, and send its token"})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Warn("reply not sent", "error", err)
	}
}
