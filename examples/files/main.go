// Files uploads a file with a title and shows how far it is, reads its record, downloads it,
// puts another version in its place and deletes it:
//
//	go run ./examples/files photo.jpg retouched.jpg
//
// DIRECTUS_URL and DIRECTUS_TOKEN name the server and the token of a user who may create,
// read, update and delete files. When something fails half-way, the file is deleted, too.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/godirectus/directus"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"), os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, directus.CodeContentTooLarge):
		fmt.Fprintln(os.Stderr, "the server takes no files of this size:", err)
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
	}
	if err != nil {
		os.Exit(1)
	}
}

func run(ctx context.Context, url, token string, args []string, out io.Writer) (err error) {
	if len(args) != 2 {
		return errors.New("usage: files FILE NEW_VERSION")
	}
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer file.Close()
	version, err := os.Open(args[1])
	if err != nil {
		return err
	}
	defer version.Close()
	client, err := directus.New(url, directus.WithStaticToken(token))
	if err != nil {
		return err
	}
	defer client.Close()

	record, err := client.Files.Upload(ctx, directus.Upload{ // sent as it is read, however large it is
		Name:     filepath.Base(args[0]),
		Body:     file,
		Fields:   directus.Patch{"title": "An example", "tags": []string{"example"}},
		Progress: func(sent, total int64) { fmt.Fprintf(out, "\r%d of %d bytes", sent, total) },
	})
	fmt.Fprintln(out)
	if err != nil {
		return err
	}
	id := record.ID
	defer func() { // also after Ctrl-C
		err = errors.Join(err, client.Files.DeleteOne(context.WithoutCancel(ctx), id))
	}()
	if record, err = client.Files.ReadOne(ctx, id); err != nil {
		return err
	}
	fmt.Fprintf(out, "%q: %s, %s, %d bytes\n", record.Title, record.FilenameDownload, record.Type, record.Filesize)
	size, err := download(ctx, client, id, io.Discard)
	if err != nil {
		return fmt.Errorf("after %d bytes: %w", size, err)
	}
	fmt.Fprintf(out, "downloaded %d bytes\n", size)
	// Where the connection breaks, a new version is sent again.
	record, err = client.Files.Replace(ctx, id, directus.Upload{Name: filepath.Base(args[1]), Body: version})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%q: now %s, %s, %d bytes\n", record.Title, record.FilenameDownload, record.Type, record.Filesize)
	return nil
}

// download writes a file to a writer, as it arrives.
func download(ctx context.Context, client *directus.Client, id string, to io.Writer) (int64, error) {
	asset, err := client.Assets.Open(ctx, id)
	if err != nil {
		return 0, err
	}
	defer asset.Close()
	return io.Copy(to, asset)
}
