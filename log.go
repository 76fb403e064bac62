package directus

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// logging is the layer that writes one line for each time a request is sent. Neither
// paths nor queries, headers or bodies are written, for they may hold secrets.
type logging struct {
	next   Transport
	logger *slog.Logger
}

// Do sends req and logs the outcome: at level Info a success, at level Warn the rest.
func (l logging) Do(ctx context.Context, req *Request) (*Response, error) {
	start := time.Now()
	resp, err := l.next.Do(ctx, req)
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("method", req.Method),
		slog.String("route", req.Route),
		slog.Duration("duration", time.Since(start)),
	}
	if req.state != nil {
		attrs = append(attrs, slog.Int("attempt", req.state.attempts))
	}
	switch {
	case err != nil:
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("error", err.Error()))
	case resp.Status >= http.StatusBadRequest:
		level = slog.LevelWarn
		fallthrough
	default:
		attrs = append(attrs, slog.Int("status", resp.Status))
	}
	l.logger.LogAttrs(ctx, level, "directus request", attrs...)
	return resp, err
}
