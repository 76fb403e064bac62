package main

import (
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"text/tabwriter"

	"github.com/godirectus/directus"
)

const (
	fileSize   = 2 << 30
	fileRounds = 5
)

// files compares sending and receiving a file of 2 GiB with what a program does by hand with
// net/http and io.Copy.
func files(ctx context.Context) error {
	path, remove, err := sparseFile()
	if err != nil {
		return err
	}
	defer remove()
	server := newFileStub()
	defer server.Close()
	client, err := directus.New(server.URL, directus.WithStaticToken("token"))
	if err != nil {
		return err
	}
	defer client.Close()
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, c := range []struct {
		name         string
		library, net func() error
	}{
		{"download", func() error { return download(ctx, client) }, func() error { return downloadByHand(ctx, server.URL) }},
		{"upload", func() error { return upload(ctx, client, path) }, func() error { return uploadByHand(ctx, server.URL, path) }},
		{"upload, to bare bytes", func() error { return upload(ctx, client, path) }, func() error { return putByHand(ctx, server.URL, path) }},
		{"resumable upload", func() error { return uploadResumable(ctx, client, path) }, func() error { return putByHand(ctx, server.URL, path) }},
	} {
		if err := compareFiles(out, c.name, c.library, c.net); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return out.Flush()
}

// compareFiles lets both have their turn in every round, the library first in one and last
// in the next.
func compareFiles(out io.Writer, name string, library, byHand func() error) error {
	var ratios, speeds []float64
	var peak uint64
	for round := range fileRounds + 1 {
		var seconds [2]float64
		for turn := range 2 {
			who := (turn + round) % 2
			watch := watchHeap()
			took, err := timed([]func() error{library, byHand}[who])
			grown := watch()
			if err != nil {
				return err
			}
			if seconds[who] = took.Seconds(); who == 0 {
				peak = max(peak, grown)
			}
		}
		if round > 0 { // the first is to warm up
			ratios = append(ratios, seconds[1]/seconds[0])
			speeds = append(speeds, fileSize/seconds[0]/(1<<20))
		}
	}
	_, err := fmt.Fprintf(out, "2 GiB, %s\t%.2f of the speed by hand\t%.0f MiB/s\tpeak heap %.1f MiB\n", name, median(ratios), median(speeds), float64(peak)/(1<<20))
	return err
}

// sparseFile makes a file that takes no space.
func sparseFile() (path string, remove func(), err error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(folder, "big.bin")
	file, err := os.Create(path) //nolint:gosec // The folder is our own.
	if err != nil {
		return "", nil, err
	}
	if err := file.Truncate(fileSize); err != nil {
		return "", nil, err
	}
	return path, func() { _ = os.RemoveAll(folder) }, file.Close()
}

// newFileStub returns a server that takes any file and gives a large one.
func newFileStub() *httptest.Server {
	piece := make([]byte, 1<<20)
	offset := int64(0)
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodGet && r.URL.Path == "/assets/key" {
			w.Header().Set("Content-Length", strconv.Itoa(fileSize))
			for range fileSize / len(piece) {
				if _, err := w.Write(piece); err != nil {
					return
				}
			}
			return
		}
		n, _ := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, 64<<10))
		switch r.Method {
		case http.MethodPost:
			if offset = 0; r.URL.Path == "/files/tus" {
				w.Header().Set("Location", "/files/tus/1")
				w.WriteHeader(http.StatusCreated)
				return
			}
		case http.MethodPatch:
			offset += n
			w.Header().Set("Upload-Offset", strconv.FormatInt(offset, 10))
			w.Header().Set("Directus-File-Id", "key")
			w.WriteHeader(http.StatusNoContent)
			return
		case http.MethodHead:
			w.Header().Set("Upload-Offset", strconv.FormatInt(offset, 10))
			w.Header().Set("Upload-Length", strconv.Itoa(fileSize))
			return
		}
		_, _ = io.WriteString(w, `{"data":{"id":"key"}}`)
	}))
}

func download(ctx context.Context, client *directus.Client) error {
	n, err := client.Assets.Download(ctx, "key", io.Discard)
	return enoughBytes(n, err)
}

func downloadByHand(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/assets/key", nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	return enoughBytes(n, err)
}

func enoughBytes(n int64, err error) error {
	if err == nil && n != fileSize {
		return fmt.Errorf("%d bytes", n)
	}
	return err
}

func upload(ctx context.Context, client *directus.Client, path string) error {
	file, err := os.Open(path) //nolint:gosec // The file is our own.
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = client.Files.Upload(ctx, directus.Upload{Name: "big.bin", Body: file})
	return err
}

func uploadResumable(ctx context.Context, client *directus.Client, path string) error {
	file, err := os.Open(path) //nolint:gosec // The file is our own.
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = client.Files.UploadResumable(ctx, directus.Upload{Name: "big.bin", Body: file})
	return err
}

// uploadByHand sends a form through a pipe, as one does.
func uploadByHand(ctx context.Context, url, path string) error {
	file, err := os.Open(path) //nolint:gosec // The file is our own.
	if err != nil {
		return err
	}
	defer file.Close()
	r, w := io.Pipe()
	form := multipart.NewWriter(w)
	go func() {
		part, err := form.CreateFormFile("file", "big.bin")
		if err == nil {
			_, err = io.Copy(part, file)
		}
		if err == nil {
			err = form.Close()
		}
		_ = w.CloseWithError(err)
	}()
	return post(ctx, url, form.FormDataContentType(), -1, r)
}

// putByHand sends the bare bytes, in one request.
func putByHand(ctx context.Context, url, path string) error {
	file, err := os.Open(path) //nolint:gosec // The file is our own.
	if err != nil {
		return err
	}
	defer file.Close()
	return post(ctx, url, "application/octet-stream", fileSize, struct{ io.Reader }{file})
}

func post(ctx context.Context, url, contentType string, size int64, body io.Reader) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/files", body)
	if err != nil {
		return err
	}
	req.ContentLength = size
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	return err
}
