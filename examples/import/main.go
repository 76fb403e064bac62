// Import reads items from a file or from standard input, one JSON object on each line, and
// creates them in a collection. It shows how far it is, and ends with what was not written.
//
//	import [-continue] collection [file]
//
// DIRECTUS_URL and DIRECTUS_TOKEN name the server and the token of a user who may create
// items. With -continue, a line that is refused does not stop the others.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"os"
	"os/signal"

	"github.com/godirectus/directus"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"), os.Args[1:], os.Stdin, os.Stderr)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, token string, args []string, in io.Reader, progress io.Writer) error {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(progress)
	goOn := flags.Bool("continue", false, "go on after a failure")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() < 1 || flags.NArg() > 2 {
		return errors.New("usage: import [-continue] collection [file]")
	}
	if name := flags.Arg(1); name != "" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	client, err := directus.New(url, directus.WithStaticToken(token))
	if err != nil {
		return err
	}
	defer client.Close()

	// As raw JSON an item goes through as it is: a float64 would round large numbers.
	items := directus.NewItems[json.RawMessage](client, flags.Arg(0))
	result, err := items.Import(ctx, lines(in), directus.BulkOptions{
		ContinueOnError: *goOn,
		Progress: func(p directus.BulkProgress) {
			fmt.Fprintf(progress, "\r%d read, %d written, %d not, %d in doubt", p.Read, p.Written, p.NotWritten, p.InDoubt)
		},
	})
	fmt.Fprintln(progress)
	for _, f := range result.Failed {
		state := "not written"
		if f.InDoubt {
			state = "perhaps written, look for them before they are sent again"
		}
		fmt.Fprintf(progress, "lines %d to %d are %s: %v\n", f.First+1, f.First+f.Count, state, f.Err)
	}
	return err
}

// lines yields each line of r. They may be long, but not endless.
func lines(r io.Reader) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		scanner := bufio.NewScanner(r)
		scanner.Buffer(nil, 16<<20)
		for scanner.Scan() {
			if !yield(bytes.TrimSpace(scanner.Bytes()), nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(nil, err)
		}
	}
}
