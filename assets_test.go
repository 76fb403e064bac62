package directus_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
)

const assetsID = "8df2e923-4a44-4028-8b2e-9a9dc5a48e38"

func TestAssetsRequests(t *testing.T) {
	t.Parallel()
	call := func(opts ...directus.AssetOption) func(*directus.Client) error {
		return func(c *directus.Client) error { return errOf(c.Assets.Open(t.Context(), assetsID, opts...)) }
	}
	for name, tt := range map[string]struct {
		call                        func(*directus.Client) error
		method, path, query, ranged string
		body                        string
	}{
		"whole":          {call(), "GET", "/assets/" + assetsID, "", "", ""},
		"zero transform": {call(directus.Transform{}, nil), "GET", "/assets/" + assetsID, "", "", ""},
		"transform": {call(directus.Transform{
			Key: "k", Width: 1, Height: 2, Fit: directus.FitInside, Quality: 3, WithoutEnlargement: true, Format: directus.FormatWebP,
			FocalPointX: field.Value(0), FocalPointY: field.Value(5),
			Operations: []directus.TransformOperation{{"blur", 5}, {"flip"}},
		}), "GET", "/assets/" + assetsID, `fit=inside&focal_point_x=0&focal_point_y=5&format=webp&height=2&key=k&quality=3&transforms=[["blur",5],["flip"]]&width=1&withoutEnlargement=true`, "", ""},
		"stat": {func(c *directus.Client) error {
			return errOf(c.Assets.Stat(t.Context(), assetsID, directus.Transform{Width: 7}))
		}, "HEAD", "/assets/" + assetsID, "width=7", "", ""},
		"zip":        {func(c *directus.Client) error { return errOf(c.Assets.ZipFiles(t.Context(), directus.IDs("a", "b"))) }, "POST", "/assets/files", "", "", `{"ids":["a","b"]}`},
		"zip folder": {func(c *directus.Client) error { return errOf(c.Assets.ZipFolder(t.Context(), "a")) }, "POST", "/assets/folder/a", "", "", ""},
		"download":   {func(c *directus.Client) error { return errOf(c.Assets.Download(t.Context(), "a", io.Discard)) }, "GET", "/assets/a", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, 200, "")
			require.NoError(t, tt.call(client))
			got := f.one(t)
			require.Equal(t, tt.method, got.Method)
			require.Equal(t, tt.path, got.Path)
			require.Equal(t, tt.query, unescaped(t, got))
			require.Equal(t, tt.body, strings.TrimSpace(got.Body))
			require.Equal(t, "identity", got.Header.Get("Accept-Encoding"), "compressed, it would have no size")
			client, _ = newFake(t, 403, forbidden)
			require.ErrorIs(t, tt.call(client), directus.CodeForbidden)
		})
	}
}

func TestAssetsRanges(t *testing.T) {
	t.Parallel()
	for want, part := range map[string]directus.Range{
		"bytes=0-": {}, "bytes=5-": {From: 5}, "bytes=0-9": {To: 9}, "bytes=5-9": {From: 5, To: 9}, "bytes=-5": {From: -5},
	} {
		f := &fake{status: 206, header: http.Header{"Content-Range": {"bytes 5-9/100"}, "Content-Length": {"5"}}, body: "hello"}
		asset, err := newClient(t, f).Assets.Open(t.Context(), "a", part)
		require.NoError(t, err)
		require.Equal(t, want, f.one(t).Header.Get("Range"))
		require.Equal(t, []int64{5, 5, 100}, []int64{asset.Offset, asset.Size, asset.Total})
	}
	for name, f := range map[string]*fake{
		"the whole file":  {status: 200, body: "hello"},
		"an unknown part": {status: 206, body: "hello"},
	} {
		_, err := newClient(t, f).Assets.Open(t.Context(), "a", directus.Range{From: 5})
		require.ErrorContains(t, err, "the server sent", name)
	}
	_, err := newClient(t, &fake{status: 206, header: http.Header{"Content-Range": {"bytes 5-9/100"}}}).Assets.Open(t.Context(), "a")
	require.ErrorContains(t, err, "a part of the file", "which nobody asked for")
}

func TestAssetsBadInput(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, 200, "")
	for name, opts := range map[string][]directus.AssetOption{
		"width":               {directus.Transform{Width: -1}},
		"height":              {directus.Transform{Height: -1}},
		"quality":             {directus.Transform{Quality: 101}},
		"negative quality":    {directus.Transform{Quality: -1}},
		"fit":                 {directus.Transform{Fit: "stretch"}},
		"format":              {directus.Transform{Format: "gif"}},
		"focal point":         {directus.Transform{FocalPointX: field.Value(-1)}},
		"empty operation":     {directus.Transform{Operations: []directus.TransformOperation{{}}}},
		"nameless operation":  {directus.Transform{Operations: []directus.TransformOperation{{5}}}},
		"operation, no JSON":  {directus.Transform{Operations: []directus.TransformOperation{{"blur", func() {}}}}},
		"range and transform": {directus.Range{From: 5}, directus.Transform{Width: 5}},
		"range, end first":    {directus.Range{From: 5, To: 4}},
		"range, negative end": {directus.Range{To: -1}},
		"range, two-sided":    {directus.Range{From: -5, To: 4}},
	} {
		_, err := client.Assets.Open(t.Context(), "a", opts...)
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		_, err = client.Assets.Download(t.Context(), "a", io.Discard, opts...)
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
	}
	for _, err := range []error{
		errOf(client.Assets.Open(t.Context(), "")), errOf(client.Assets.Stat(t.Context(), "..")), errOf(client.Assets.ZipFolder(t.Context(), nil)),
		errOf(client.Assets.ZipFiles(t.Context(), directus.IDs("a", ""))), errOf(client.Assets.Download(t.Context(), nil, io.Discard)),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidKey)
	}
	for name, err := range map[string]error{
		"no files": errOf(client.Assets.ZipFiles(t.Context(), nil)),
		"Writer":   errOf(client.Assets.Download(t.Context(), "a", nil)),
		`""`:       errOf(client.Assets.DownloadFile(t.Context(), "a", "")),
		"the path": errOf(client.Assets.DownloadFile(t.Context(), "a", t.TempDir())),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		require.ErrorContains(t, err, name)
	}
	require.Empty(t, f.sent)
}

func TestTransformKeepsOperations(t *testing.T) {
	t.Parallel()
	client, _ := newFake(t, http.StatusOK, "")
	blur := directus.TransformOperation{"blur", 5}
	asset, err := client.Assets.Open(t.Context(), assetsID, directus.Transform{Operations: []directus.TransformOperation{blur[:1]}})
	require.NoError(t, err)
	require.NoError(t, asset.Close())
	require.Equal(t, directus.TransformOperation{"blur", 5}, blur)
}

func TestAssetsNames(t *testing.T) {
	t.Parallel()
	for disposition, want := range map[string]string{
		``: "", `inline`: "", `nonsense;;`: "",
		`inline; filename="a b.txt"`:                                   "a b.txt",
		`attachment; filename="a \"b\".txt"`:                           `a "b".txt`,
		`inline; filename="? .txt"; filename*=UTF-8''%E6%97%A5%20.txt`: "日 .txt",
		"inline; filename=\"gr\xfcn.txt\"":                             "grün.txt",
		`inline; filename="../../etc/passwd"`:                          "passwd",
		`inline; filename="..\\..\\boot.ini"`:                          "boot.ini",
		`inline; filename=".."`:                                        "",
	} {
		f := &fake{status: 200, header: http.Header{"Content-Disposition": {disposition}}}
		asset, err := newClient(t, f).Assets.Open(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, want, asset.Name, "%q", disposition)
	}
}

// A transfer that was cut short is an error, whoever reports it.
func TestAssetsCutShort(t *testing.T) {
	t.Parallel()
	asset, err := newClient(t, &fake{status: 200, header: http.Header{"Content-Length": {"9"}}, body: "hello"}).Assets.Open(t.Context(), "a")
	require.NoError(t, err)
	_, err = io.ReadAll(asset)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)

	const end = "PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	for body, want := range map[string]error{end: nil, strings.Repeat("x", 5000) + end: nil, end[:21]: io.ErrUnexpectedEOF, "": io.ErrUnexpectedEOF, "PK…": io.ErrUnexpectedEOF} {
		asset, err := newClient(t, &fake{status: 200, body: body}).Assets.ZipFolder(t.Context(), "a")
		require.NoError(t, err)
		got, err := io.ReadAll(asset)
		require.ErrorIs(t, err, want)
		require.Equal(t, body, string(got))
	}
}

// Whatever compresses on the way, the bytes arrive as they are.
func TestAssetsCompressedOnTheWay(t *testing.T) {
	t.Parallel()
	content := strings.Repeat("hello", 1000)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/assets/br" {
			w.Header().Set("Content-Encoding", "br")
			return
		}
		if r.URL.Path == "/assets/obeys" && !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			_, _ = io.WriteString(w, content)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		var b bytes.Buffer
		compressed := gzip.NewWriter(&b)
		_, _ = io.WriteString(compressed, content)
		_ = compressed.Close()
		_, _ = w.Write(b.Bytes()[:b.Len()-len(r.URL.Query().Get("short"))])
	})
	client := clientTo(t, server.URL)
	for id, size := range map[string]int{"obeys": len(content), "insists": -1} {
		asset, got := assetsRead(t, client, id)
		require.EqualValues(t, size, asset.Size, id)
		require.Equal(t, content, string(got), id)
	}
	_, err := client.Assets.With(directus.Param("short", "xx")).Download(t.Context(), "insists", io.Discard)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	_, err = client.Assets.Open(t.Context(), "br")
	require.ErrorContains(t, err, `"br"`)
}

func TestAssetsCancel(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	asset, err := clientTo(t, server.URL).Assets.Open(ctx, "a")
	require.NoError(t, err)
	_, err = io.ReadFull(asset, make([]byte, 5))
	require.NoError(t, err)
	cancel()
	_, err = io.ReadAll(asset)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, asset.Close())
}

// versions serves a file that breaks off after 100 bytes, and says that it is the version
// that next names.
func versions(t *testing.T, modified func(n int) time.Time, ranges *[]string) *directus.Client {
	t.Helper()
	content := strings.Repeat("0123456789", 25)
	n := 0
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		*ranges = append(*ranges, r.Header.Get("Range"))
		n++
		w.Header().Set("Etag", strconv.Quote(strconv.FormatInt(modified(n).Unix(), 10)))
		http.ServeContent(&breakingOff{ResponseWriter: w, left: 100}, r, "a.txt", modified(n), strings.NewReader(content))
	})
	return clientTo(t, server.URL, soon(2))
}

// breakingOff is a reply that breaks off.
type breakingOff struct {
	http.ResponseWriter
	left int
}

func (b *breakingOff) Write(p []byte) (int, error) {
	if len(p) > b.left {
		_, _ = b.ResponseWriter.Write(p[:b.left])
		_ = http.NewResponseController(b.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	b.left -= len(p)
	return b.ResponseWriter.Write(p)
}

func TestAssetsDownloadGoesOn(t *testing.T) {
	t.Parallel()
	old := time.Now().Add(-time.Hour)
	for name, tt := range map[string]struct {
		opts   []directus.AssetOption
		change func(n int) time.Time
		ranges []string
		want   string
		err    string
	}{
		"whole":    {nil, func(int) time.Time { return old }, []string{"", "bytes=100-249", "bytes=200-249"}, strings.Repeat("0123456789", 25), ""},
		"a part":   {[]directus.AssetOption{directus.Range{From: 49, To: 149}}, func(int) time.Time { return old }, []string{"bytes=49-149", "bytes=148-149"}, strings.Repeat("9012345678", 10) + "9", ""},
		"changed":  {nil, func(n int) time.Time { return old.Add(time.Duration(n) * time.Second) }, []string{"", "bytes=100-249"}, strings.Repeat("0123456789", 10), "was changed"},
		"too new":  {nil, func(int) time.Time { return time.Now() }, []string{""}, strings.Repeat("0123456789", 10), "unexpected EOF"},
		"unnamed":  {nil, func(int) time.Time { return time.Time{} }, []string{""}, strings.Repeat("0123456789", 10), "unexpected EOF"},
		"an image": {[]directus.AssetOption{directus.Transform{Width: 5}}, func(int) time.Time { return old }, []string{""}, strings.Repeat("0123456789", 10), "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ranges []string
			var b strings.Builder
			n, err := versions(t, tt.change, &ranges).Assets.Download(t.Context(), "a", &b, tt.opts...)
			if tt.err == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.err)
			}
			require.Equal(t, tt.ranges, ranges)
			require.Equal(t, tt.want, b.String())
			require.EqualValues(t, len(tt.want), n)
		})
	}
}

// A download that fails leaves the file that was there, and no other.
func TestAssetsDownloadFileFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "a.txt")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	var ranges []string
	client := versions(t, func(int) time.Time { return time.Time{} }, &ranges)
	_, err := client.Assets.DownloadFile(t.Context(), "a", path)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	_, err = client.Assets.DownloadFile(t.Context(), "a", filepath.Join(folder, "nosuch", "a.txt"))
	require.ErrorIs(t, err, os.ErrNotExist)
	assetsFolder(t, folder, map[string]string{"a.txt": "old"})
}

// A file that takes the place of another one has its permissions.
func TestAssetsDownloadFileKeepsPermissions(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.txt")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	before, err := os.Stat(path)
	require.NoError(t, err)
	client, _ := newFake(t, http.StatusOK, "new")
	_, err = client.Assets.DownloadFile(t.Context(), "a", path)
	require.NoError(t, err)
	after, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, 3, after.Size())
	require.Equal(t, before.Mode(), after.Mode())
}

// A link stays, and the file that it leads to is what changes. What is no file is left alone.
func TestAssetsDownloadFileToALink(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, link := filepath.Join(folder, "a.txt"), filepath.Join(folder, "link")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	require.NoError(t, os.Symlink("a.txt", link))
	client, f := newFake(t, http.StatusOK, "new")
	require.NoError(t, errOf(client.Assets.DownloadFile(t.Context(), "a", link)))
	assetsFolder(t, folder, map[string]string{"a.txt": "new", "link": "new"})
	target, err := os.Readlink(link)
	require.NoError(t, err)
	require.Equal(t, "a.txt", target)
	f.sent = nil
	require.ErrorIs(t, errOf(client.Assets.DownloadFile(t.Context(), "a", os.DevNull)), directus.ErrInvalidRequest)
	require.Empty(t, f.sent)
}

// A writer that fails ends the download with its error.
func TestAssetsDownloadToAFullDisk(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	client, f := newFake(t, 200, "hello")
	_, err := client.Assets.Download(t.Context(), "a", writerFunc(func([]byte) (int, error) { return 0, full }))
	require.ErrorIs(t, err, full)
	require.Len(t, f.sent, 1)
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A large file goes through a little memory.
func TestAssetsDownloadTakesLittleMemory(t *testing.T) { //nolint:paralleltest // it watches the heap of the whole program
	const size = 512 << 20
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(size))
		piece := make([]byte, 1<<20)
		for range size / len(piece) {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	})
	client := clientTo(t, server.URL, directus.WithMaxResponseBytes(size))
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var most uint64
	var count int64
	n, err := client.Assets.Download(t.Context(), "a", writerFunc(func(p []byte) (int, error) {
		if count += int64(len(p)); count%(8<<20) < int64(len(p)) {
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return len(p), nil
	}))
	require.NoError(t, err)
	require.EqualValues(t, size, n)
	require.Less(t, most, before.HeapAlloc+32<<20)
}
