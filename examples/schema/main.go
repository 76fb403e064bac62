// Schema copies the data model of one project to another: collections, fields and relations,
// without their items.
//
//	go run ./examples/schema -dry-run    # tells what would change
//	go run ./examples/schema
//
// SOURCE_URL and SOURCE_TOKEN name the one project, TARGET_URL and TARGET_TOKEN the other;
// the tokens are those of administrators. What only the target has is deleted there with all
// that is in it: have a look at it first with -dry-run. Both need the same version of
// Directus and the same kind of database.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/godirectus/directus"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run copies the data model, and tells out what it changes.
func run(ctx context.Context, args []string, getenv func(string) string, out io.Writer) error {
	flags := flag.NewFlagSet("schema", flag.ContinueOnError)
	dryRun := flags.Bool("dry-run", false, "tell what would change, and change nothing")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return errors.New("usage: schema [-dry-run]")
	}
	source, err := directus.New(getenv("SOURCE_URL"), directus.WithStaticToken(getenv("SOURCE_TOKEN")))
	if err != nil {
		return fmt.Errorf("source: %w", err)
	}
	defer source.Close()
	target, err := directus.New(getenv("TARGET_URL"), directus.WithStaticToken(getenv("TARGET_TOKEN")))
	if err != nil {
		return fmt.Errorf("target: %w", err)
	}
	defer target.Close()

	diff, err := compare(ctx, source, target)
	if err != nil {
		return err
	}
	if diff.Empty() {
		fmt.Fprintln(out, "Both are the same.")
		return nil
	}
	tell(out, diff)
	if *dryRun {
		fmt.Fprintln(out, "Nothing was changed.")
		return nil
	}
	// The diff is for the target as it was: had somebody changed it since, this would fail.
	if err := target.Schema.Apply(ctx, diff, directus.ApplyOptions{}); err != nil {
		return fmt.Errorf("target: %w", err)
	}
	fmt.Fprintln(out, "The target was changed.")
	return nil
}

// compare returns what has to change in the target.
func compare(ctx context.Context, source, target *directus.Client) (*directus.SchemaDiff, error) {
	snapshot, err := source.Schema.Snapshot(ctx, directus.SnapshotOptions{})
	if err != nil {
		return nil, fmt.Errorf("source: %w", err)
	}
	diff, err := target.Schema.Diff(ctx, snapshot, directus.DiffOptions{})
	if errors.Is(err, directus.CodeInvalidPayload) {
		return nil, fmt.Errorf("target: it does not take a snapshot of Directus %s on %s: %w", snapshot.Directus, snapshot.Vendor, err)
	}
	if err != nil {
		return nil, fmt.Errorf("target: %w", err)
	}
	return diff, nil
}
