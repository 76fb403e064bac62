package directus_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// tusServer returns a server that takes resumable uploads.
func tusServer(t *testing.T) *realserver.Server {
	t.Helper()
	return realserver.New(t, realserver.Options{Env: map[string]string{"TUS_ENABLED": "true", "TUS_CHUNK_SIZE": "8mb", "FILES_MAX_UPLOAD_SIZE": "60mb"}})
}

// tusFile makes a file of random bytes and returns its name and checksum.
func tusFile(t *testing.T, size int) (path string, sum [sha256.Size]byte) {
	t.Helper()
	content := make([]byte, size)
	_, _ = rand.Read(content)
	path = filepath.Join(t.TempDir(), "big.bin")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path, sha256.Sum256(content)
}

// tusOpen opens a file as an upload.
func tusOpen(t *testing.T, path string) directus.Upload {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	return directus.Upload{Name: filepath.Base(path), Body: file}
}

// tusCheck checks what the server has of a file.
func tusCheck(t *testing.T, client *directus.Client, file system.File, size int, sum [sha256.Size]byte) {
	t.Helper()
	hash := sha256.New()
	n, err := client.Assets.Download(t.Context(), file.ID, hash)
	require.NoError(t, err)
	require.EqualValues(t, size, n)
	require.Equal(t, sum[:], hash.Sum(nil))
	require.EqualValues(t, size, file.Filesize.Int64())
	require.Empty(t, file.TusID)
}

// tusCounter counts the bytes and the parts that a client sends.
type tusCounter struct{ bytes, parts, failed, begun atomic.Int64 }

func (c *tusCounter) watch(next directus.Transport) directus.Transport {
	return directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
		if req.Method == http.MethodPost {
			c.begun.Add(1)
		}
		if req.Method == http.MethodPatch {
			c.parts.Add(1)
			body, out := req.Body, *req
			out.Body = directus.Stream(body.ContentType(), body.Size(), func() (io.ReadCloser, error) {
				r, err := body.Open()
				return tusCounted{r, c}, err
			})
			req = &out
		}
		resp, err := next.Do(ctx, req)
		if req.Method == http.MethodPatch && err != nil {
			c.failed.Add(1)
		}
		return resp, err
	})
}

type tusCounted struct {
	io.ReadCloser
	counter *tusCounter
}

func (c tusCounted) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.counter.bytes.Add(int64(n))
	return n, err
}

func TestRealTus(t *testing.T) {
	t.Parallel()
	server := tusServer(t)
	client := clientOf(t, server)
	t.Run("fields", func(t *testing.T) {
		t.Parallel()
		folder := makeRow(t, client, "/folders", m{"name": "tus"})
		var reported []int64
		file, err := client.Files.UploadResumable(t.Context(), directus.Upload{
			Name: "grün, \"q\".txt", Body: strings.NewReader("hello world"),
			Fields:   directus.Patch{"title": "Grüße", "description": "", "folder": folder, "tags": []string{"a", "b"}, "focal_point_x": 7},
			Progress: func(sent, total int64) { reported = append(reported, sent); require.EqualValues(t, 11, total) },
		}, directus.Resume{ChunkSize: 4})
		require.NoError(t, err)
		require.Equal(t, `grün, "q".txt`, file.FilenameDownload)
		require.Equal(t, "text/plain", file.Type)
		require.Equal(t, "Grüße", file.Title)
		require.Equal(t, system.Tags{"a", "b"}, file.Tags)
		require.Equal(t, 7, file.FocalPointX.Or(0))
		key := file.Folder.String()
		require.Equal(t, folder, key)
		require.Equal(t, []int64{0, 4, 8, 11}, reported)
		tusCheck(t, client, file, 11, sha256.Sum256([]byte("hello world")))
		succeed(t, client, http.MethodDelete, "/files/"+file.ID, nil)
	})
	t.Run("replace", func(t *testing.T) {
		t.Parallel()
		id := assetsUpload(t, client, "old.png", assetsPNG(t, 10, 10), directus.Patch{"title": "Mine"})
		picture := assetsPNG(t, 30, 20)
		file, err := client.Files.ReplaceResumable(t.Context(), id, directus.Upload{Name: "new.png", Body: bytes.NewReader(picture)})
		require.NoError(t, err)
		require.Equal(t, id, file.ID)
		require.Equal(t, "Mine", file.Title)
		require.Equal(t, "new.png", file.FilenameDownload)
		require.Equal(t, []int{10, 10}, []int{file.Width, file.Height}, "the server keeps those of the old picture")
		tusCheck(t, client, file, len(picture), sha256.Sum256(picture))
		_, err = client.Files.ReplaceResumable(t.Context(), "00000000-0000-4000-8000-000000000000", directus.Upload{Name: "a.txt", Body: strings.NewReader("x")})
		require.ErrorIs(t, err, directus.CodeForbidden)
	})
	t.Run("empty", func(t *testing.T) {
		t.Parallel()
		up := directus.Upload{Name: "empty.txt", Body: strings.NewReader(""), Fields: directus.Patch{"title": "Mine"}}
		file, err := client.Files.UploadResumable(t.Context(), up)
		require.NoError(t, err)
		require.Equal(t, "Mine", file.Title)
		tusCheck(t, client, file, 0, sha256.Sum256(nil))
		id := assetsUpload(t, client, "full.txt", []byte("hello"), directus.Patch{"title": "Old"})
		file, err = client.Files.ReplaceResumable(t.Context(), id, up)
		require.NoError(t, err)
		require.Equal(t, "Old", file.Title)
		tusCheck(t, client, file, 0, sha256.Sum256(nil))
		_, err = client.Files.ReplaceResumable(t.Context(), "00000000-0000-4000-8000-000000000000", up)
		require.ErrorIs(t, err, directus.CodeForbidden)
	})
	t.Run("too large", func(t *testing.T) {
		t.Parallel()
		_, err := client.Files.UploadResumable(t.Context(), directus.Upload{Name: "a", Body: io.NewSectionReader(bytes.NewReader(nil), 0, 61<<20)})
		require.ErrorIs(t, err, directus.ErrTooLarge)
	})
	t.Run("a body that fails", func(t *testing.T) {
		t.Parallel()
		storage := directus.NewMemoryStorage()
		up := directus.Upload{Name: "a.bin", Body: bytes.NewReader(make([]byte, 100)), Size: 100}
		short := up
		short.Body = tusShort{Reader: bytes.NewReader(nil), ReaderAt: bytes.NewReader(make([]byte, 50))}
		_, err := client.Files.UploadResumable(t.Context(), short, directus.Resume{Storage: storage, Key: "k"})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.ErrorContains(t, err, "ends after 50 bytes of 100")
		file, err := client.Files.UploadResumable(t.Context(), up, directus.Resume{Storage: storage, Key: "k"})
		require.NoError(t, err)
		tusCheck(t, client, file, 100, sha256.Sum256(make([]byte, 100)))
	})
	t.Run("abort", func(t *testing.T) {
		t.Parallel()
		storage := directus.NewMemoryStorage()
		resume := directus.Resume{Storage: storage, Key: "k", ChunkSize: 1 << 20}
		ctx, cancel := context.WithCancel(t.Context())
		up := directus.Upload{Name: "aborted.bin", Body: bytes.NewReader(make([]byte, 3<<20)), Progress: func(sent, _ int64) {
			if sent > 1<<20+1<<19 {
				cancel()
			}
		}}
		_, err := client.Files.UploadResumable(ctx, up, resume)
		require.ErrorIs(t, err, context.Canceled)
		_, found, _ := storage.Get(t.Context(), "k")
		require.True(t, found)
		require.NoError(t, client.Files.AbortUpload(t.Context(), up, resume))
		_, found, _ = storage.Get(t.Context(), "k")
		require.False(t, found)
		require.NoError(t, client.Files.AbortUpload(t.Context(), up, resume), "there is nothing left to abort")
		left, err := directus.NewItems[system.File](client, "directus_files").ReadByQuery(t.Context(), tusNamed("aborted.bin"))
		require.NoError(t, err)
		require.Empty(t, left.Data)
	})
	t.Run("an upload that the server has dropped begins anew", func(t *testing.T) {
		t.Parallel()
		storage := directus.NewMemoryStorage()
		require.NoError(t, storage.Set(t.Context(), "k", `{"id":"0123456789abcdef0123456789abcdef","file":"","size":5,"metadata":"filename_download YS50eHQ=,type dGV4dC9wbGFpbg=="}`))
		file, err := client.Files.UploadResumable(t.Context(), directus.Upload{Name: "a.txt", Body: strings.NewReader("hello")}, directus.Resume{Storage: storage, Key: "k"})
		require.NoError(t, err)
		tusCheck(t, client, file, 5, sha256.Sum256([]byte("hello")))
	})
}

// 50 MiB arrive over a connection that is cut three times, and nothing is sent twice but
// what was on its way.
func TestRealTusOverABadConnection(t *testing.T) {
	t.Parallel()
	server := tusServer(t)
	const size = 50 << 20
	path, sum := tusFile(t, size)
	proxy := newCutting(t, server.URL, 0)
	var counter tusCounter
	client := clientTo(t, proxy.url, directus.WithStaticToken(server.Token), soon(5), directus.WithMiddleware(counter.watch))
	up := tusOpen(t, path)
	cuts := []int64{10 << 20, 25 << 20, 40 << 20}
	up.Progress = func(sent, _ int64) {
		if len(cuts) > 0 && sent > cuts[0] {
			cuts = cuts[1:]
			proxy.cut()
		}
	}
	file, err := client.Files.UploadResumable(t.Context(), up)
	require.NoError(t, err)
	require.Empty(t, cuts)
	require.EqualValues(t, 1, counter.begun.Load())
	require.EqualValues(t, 3, counter.failed.Load(), "parts that were cut")
	require.Less(t, counter.bytes.Load(), int64(size+size/4))
	t.Logf("read %.1f MiB for 50, in %d parts", float64(counter.bytes.Load())/(1<<20), counter.parts.Load())
	tusCheck(t, clientOf(t, server), file, size, sum)
}

// A second program goes on where the first one was stopped.
func TestRealTusAfterARestart(t *testing.T) {
	t.Parallel()
	server := tusServer(t)
	const size = 20 << 20
	path, sum := tusFile(t, size)
	store := filepath.Join(t.TempDir(), "uploads.json")
	run := func(ctx context.Context, counter *tusCounter, progress func(int64)) (system.File, error) {
		client := clientOf(t, server, directus.WithMiddleware(counter.watch))
		storage, err := directus.NewFileStorage(store)
		require.NoError(t, err)
		up := tusOpen(t, path)
		up.Progress = func(sent, _ int64) { progress(sent) }
		return client.Files.UploadResumable(ctx, up, directus.Resume{Storage: storage, ChunkSize: 1 << 20})
	}
	var first, second tusCounter
	ctx, cancel := context.WithCancel(t.Context())
	_, err := run(ctx, &first, func(sent int64) {
		if sent > size/2 {
			cancel()
		}
	})
	require.ErrorIs(t, err, context.Canceled)

	var begun []int64
	file, err := run(t.Context(), &second, func(sent int64) { begun = append(begun, sent) })
	require.NoError(t, err)
	require.GreaterOrEqual(t, begun[0], int64(size/2-1<<20))
	require.Zero(t, second.begun.Load(), "it is the same upload")
	require.Less(t, second.bytes.Load(), int64(size/2+2<<20))
	tusCheck(t, clientOf(t, server), file, size, sum)

	third := tusCounter{}
	again, err := run(t.Context(), &third, func(int64) {})
	require.NoError(t, err)
	require.NotEqual(t, file.ID, again.ID, "what has ended is not resumed")
	require.EqualValues(t, size, third.bytes.Load())
}

func TestRealTusSwitchedOff(t *testing.T) {
	t.Parallel()
	_, err := realClient(t).Files.UploadResumable(t.Context(), directus.Upload{Name: "a.txt", Body: strings.NewReader("hello")})
	require.ErrorIs(t, err, directus.CodeRouteNotFound)
	require.ErrorContains(t, err, "TUS_ENABLED")
}

func tusNamed(name string) query.Option { return query.Eq("filename_download", name) }

// tusShort is a body that does not know its size.
type tusShort struct {
	io.Reader
	io.ReaderAt
}
