// Backend is an HTTP server in front of Directus that has no rights of its own: it reads
// and writes articles as the user who asks. The caller's Directus token comes as
// "Authorization: Bearer …" or in the session cookie that Directus set, and goes along to
// Directus, whose permissions decide. All users share one client and its connections.
//
// DIRECTUS_URL names the server, and ADDR where to listen. See caller.go for the token,
// and reply.go for what becomes of errors.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

type article struct {
	ID     int    `json:"id,omitzero"`
	Title  string `json:"title,omitzero"`
	Status string `json:"status,omitzero"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("ADDR"))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, addr string) error {
	client, err := directus.New(url) // no token: a mistake below shows no more than the public sees
	if err != nil {
		return err
	}
	defer client.Close()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return serve(ctx, listener, routes(client))
}

// serve answers until ctx ends, and then lets the requests under way finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second, // more than ReadTimeout and patience together
		IdleTimeout:       2 * time.Minute,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	return server.Shutdown(ctx)
}

// articles are what a handler works with: all that one user may see and do.
type articles = directus.Items[article]

func routes(client *directus.Client) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /articles", asCaller(client, http.StatusOK, list))
	mux.Handle("GET /articles/{id}", asCaller(client, http.StatusOK, show))
	mux.Handle("POST /articles", asCaller(client, http.StatusCreated, create))
	// Browsers send cookies by themselves, also when another site asks them to.
	return http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(mux, 64<<10))
}

func list(r *http.Request, items *articles) (any, error) {
	page, err := items.ReadByQuery(r.Context(), query.Sort("-id"), query.Limit(50), query.Meta(query.FilterCount))
	if err != nil {
		return nil, err
	}
	return map[string]any{"articles": page.Data, "total": page.Meta.FilterCount}, nil
}

func show(r *http.Request, items *articles) (any, error) {
	return items.Find(r.Context(), r.PathValue("id"))
}

func create(r *http.Request, items *articles) (any, error) {
	var wanted article
	if err := json.NewDecoder(r.Body).Decode(&wanted); err != nil {
		return nil, badRequestError{err}
	}
	wanted.ID = 0 // Directus chooses it
	return items.CreateOne(r.Context(), wanted)
}
