// Export writes every row of a collection to standard output as NDJSON, one JSON object a
// line, and shows on standard error how far it is:
//
//	go run ./examples/export articles > articles.ndjson
//	go run ./examples/export countries code > countries.ndjson
//
// The second name is that of the primary key where it is not id.
// DIRECTUS_URL and DIRECTUS_TOKEN name the server and the token of a user who may read the
// collection. Ctrl-C ends it early, with whole lines only.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// pageSize is how many rows each request asks for: few requests, each soon answered. A
// server with a lower QUERY_LIMIT_MAX refuses it.
const pageSize = 500

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"), os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run exports the collection that args name to out, and shows on screen how far it is.
func run(ctx context.Context, url, token string, args []string, out, screen io.Writer) error {
	if len(args) == 1 {
		args = append(args, "id")
	}
	if len(args) != 2 {
		return errors.New("usage: export COLLECTION [PRIMARY_KEY] > FILE")
	}
	client, err := directus.New(url, directus.WithStaticToken(token))
	if err != nil {
		return err
	}
	defer client.Close()

	// A row stays the JSON text that the server sent: large numbers keep their digits and
	// fields their order, which they would not in a map.
	rows := directus.NewItems[jsontext.Value](client, args[0], directus.WithPrimaryKey(args[1]))
	total, err := rows.Count(ctx)
	if err != nil {
		return err
	}
	bar := newProgress(screen, total)
	defer bar.end()
	lines := bufio.NewWriter(out)
	err = writeLines(ctx, lines, rows, bar)
	if flushErr := lines.Flush(); err == nil { // flushed also after Ctrl-C: the last line becomes whole
		err = flushErr
	}
	if err != nil {
		return fmt.Errorf("stopped after %d of %d rows: %w", bar.done, total, err)
	}
	return nil
}

// writeLines writes each row as a line. It uses All and not Stream: page after page, neither
// side ever holds the whole collection, a page that fails is asked for again, and
// QUERY_LIMIT_MAX does not cut off the end. The price is that what others write meanwhile
// may be in or not; Stream, one request, shows the collection at one moment.
func writeLines(ctx context.Context, lines *bufio.Writer, rows *directus.Items[jsontext.Value], bar *progress) error {
	for row, err := range rows.All(ctx, query.PageSize(pageSize)) {
		if err != nil {
			return err
		}
		if err := row.Compact(); err != nil { // to one line, whatever the server's style
			return err
		}
		if _, err := fmt.Fprintln(lines, row); err != nil {
			return err
		}
		bar.add()
	}
	return nil
}
