package directus_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// uploadPart is a part of a form.
type uploadPart struct{ name, file, kind, text string }

// uploadParts are the parts of a form that was sent.
func uploadParts(t *testing.T, s sent) []uploadPart {
	t.Helper()
	media, params, err := mime.ParseMediaType(s.ContentType)
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", media)
	form := multipart.NewReader(strings.NewReader(s.Body), params["boundary"])
	var parts []uploadPart
	for {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts
		}
		require.NoError(t, err)
		text, err := io.ReadAll(part)
		require.NoError(t, err)
		parts = append(parts, uploadPart{part.FormName(), part.FileName(), part.Header.Get("Content-Type"), string(text)})
	}
}

// The fields come before the file, ordered, in the form that the server reads them in.
func TestUploadSends(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
	fields := directus.Patch{
		"title": "T", "tags": []string{"b", "a"}, "description": nil, "n": 1.5, "yes": true, "o": m{"x": m{}}, "e": "",
	}
	_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "dir/a.svg", Body: strings.NewReader("<svg/>"), Fields: fields})
	require.NoError(t, err)
	require.Equal(t, []uploadPart{
		{"description", "", "", "null"},
		{"e", "", "", ""},
		{"n", "", "", "1.5"},
		{"o", "", "", `{"x":{}}`},
		{"tags", "", "", `["b","a"]`},
		{"title", "", "", "T"},
		{"yes", "", "", "true"},
		{"file", "a.svg", "image/svg+xml", "<svg/>"},
	}, uploadParts(t, server.one(t)))
	require.Len(t, fields, 7)
}

func TestUploadType(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, given, want string }{
		{"a.png", "", "image/png"},
		{"a.PNG", "", "image/png"},
		{"a.html", "", "text/html"},
		{"a.png", "Text/Plain; charset=utf-8", "text/plain"},
		{"a", "", "application/octet-stream"},
		{"a.no-such-extension", "", "application/octet-stream"},
	} {
		client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
		_, err := client.Files.Upload(t.Context(), directus.Upload{Name: tt.name, Type: tt.given, Body: strings.NewReader("x")})
		require.NoError(t, err)
		require.Equal(t, tt.want, uploadParts(t, server.one(t))[0].kind, tt)
	}
}

// What is wrong shows before anything is sent.
func TestUploadRefuses(t *testing.T) {
	t.Parallel()
	body := func() io.Reader { return strings.NewReader("x") }
	field := func(name string, value any) directus.Upload {
		return directus.Upload{Name: "a", Body: body(), Fields: directus.Patch{name: value}}
	}
	tests := map[string]struct {
		upload directus.Upload
		want   string
	}{
		"no name":            {directus.Upload{Body: body()}, "Upload.Name"},
		"only a folder":      {directus.Upload{Name: "a/", Body: body()}, "Upload.Name"},
		"dots":               {directus.Upload{Name: "a/..", Body: body()}, "Upload.Name"},
		"not UTF-8":          {directus.Upload{Name: "a\xff", Body: body()}, "UTF-8"},
		"NUL":                {directus.Upload{Name: "a\x00b", Body: body()}, "Upload.Name"},
		"long name":          {directus.Upload{Name: strings.Repeat("é", 256), Body: body()}, "255"},
		"no body":            {directus.Upload{Name: "a"}, "Upload.Body"},
		"negative size":      {directus.Upload{Name: "a", Body: body(), Size: -1}, "Upload.Size"},
		"no type":            {directus.Upload{Name: "a", Body: body(), Type: "png"}, "Upload.Type"},
		"half a type":        {directus.Upload{Name: "a", Body: body(), Type: "image/"}, "Upload.Type"},
		"header in the type": {directus.Upload{Name: "a", Body: body(), Type: "image/png\r\nX: y"}, "Upload.Type"},
		"name as a field":    {field("filename_download", "b"), "Upload.Name"},
		"type as a field":    {field("type", "b/c"), "Upload.Type"},
		"the text null":      {field("title", "null"), `"title"`},
		"the text true":      {field("title", " true\n"), `"title"`},
		"long":               {field("description", strings.Repeat("x", 1<<20+1)), `"description"`},
		"long JSON":          {field("metadata", m{"x": strings.Repeat("x", 1<<20)}), `"metadata"`},
		"no field's name":    {field("a\r\nb", 1), "field"},
		"empty field's name": {field("", 1), "field"},
		"a mask":             {field("token", "**********"), "mask"},
		"no JSON":            {field("x", math.NaN()), "Upload.Fields"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
			good := directus.Upload{Name: "a", Body: body()}
			for call, err := range map[string]error{
				"POST /files:":        errOf(client.Files.Upload(t.Context(), tt.upload)),
				"file 2 of 2":         errOf(client.Files.UploadMany(t.Context(), []directus.Upload{good, tt.upload})),
				"PATCH /files/{id}: ": errOf(client.Files.Replace(t.Context(), "a", tt.upload)),
			} {
				require.ErrorIs(t, err, directus.ErrInvalidRequest)
				require.ErrorContains(t, err, tt.want)
				require.ErrorContains(t, err, call)
			}
			require.Empty(t, server.sent)
		})
	}
}

// The size is found out where it can be, and what has another one is an error.
// A reader that brings neither bytes nor an error does not hold up the call for ever.
func TestUploadOfAReaderWithoutProgress(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]io.Reader{"at once": idle{strings.NewReader("")}, "later": idle{strings.NewReader("x")}} {
		client, _ := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
		_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: body})
		require.ErrorIs(t, err, io.ErrNoProgress, name)
	}
}

// idle is a reader that at its end says nothing.
type idle struct{ io.Reader }

func (r idle) Read(p []byte) (int, error) {
	n, _ := r.Reader.Read(p)
	return n, nil
}

func TestUploadSize(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.txt")
	require.NoError(t, os.WriteFile(path, []byte("0123456789"), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	_, err = file.Seek(4, io.SeekStart)
	require.NoError(t, err)
	pipe, w, err := os.Pipe()
	require.NoError(t, err)
	_, err = w.WriteString("0123456789")
	require.NoError(t, errors.Join(err, w.Close()))
	t.Cleanup(func() { require.NoError(t, pipe.Close()) })
	broken := errors.New("broken")
	tests := map[string]struct {
		body io.Reader
		size int64
		want int64 // total
		text string
		says verdict
	}{
		"strings.Reader":  {strings.NewReader("01234"), 0, 5, "01234", fine},
		"bytes.Buffer":    {bytes.NewBufferString("01234"), 0, 5, "01234", fine},
		"file, half-way":  {file, 0, 6, "456789", fine},
		"section":         {io.NewSectionReader(strings.NewReader("0123456789"), 2, 3), 0, 3, "234", fine},
		"pipe":            {pipe, 0, -1, "0123456789", fine},
		"unknown":         {iotest.OneByteReader(strings.NewReader("0123")), 0, -1, "0123", fine},
		"given":           {iotest.DataErrReader(strings.NewReader("0123")), 4, 4, "0123", fine},
		"too many":        {io.LimitReader(zeros{}, 11), 10, 10, "", failed("the file has more than its 10 bytes")},
		"too few":         {io.LimitReader(zeros{}, 9), 10, 10, "", because(io.ErrUnexpectedEOF)},
		"too few, seeker": {strings.NewReader("012"), 10, 10, "", because(io.ErrUnexpectedEOF)},
		"broken":          {io.MultiReader(strings.NewReader("0"), iotest.ErrReader(broken)), 0, -1, "", because(broken)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
			var last int64
			upload := directus.Upload{Name: "a", Body: tt.body, Size: tt.size, Progress: func(sent, total int64) {
				require.Greater(t, sent, last)
				require.Equal(t, tt.want, total)
				last = sent
			}}
			_, err := client.Files.Upload(t.Context(), upload)
			require.Empty(t, tt.says(err), "%v", err)
			if err != nil {
				require.NotContains(t, server.one(t).Body, "--\r\n", "the last line would make it a whole form")
				return
			}
			require.Equal(t, tt.text, uploadParts(t, server.one(t))[0].text)
			require.EqualValues(t, len(tt.text), last)
		})
	}
}

// uploadTwice is a transport whose first attempt fails after it has read that much.
func uploadTwice(read int64, bodies *[]string) directus.TransportFunc {
	return func(_ context.Context, req *directus.Request) (*directus.Response, error) {
		body, err := req.Body.Open()
		if err != nil {
			return nil, err
		}
		defer body.Close()
		if len(*bodies) > 0 {
			read = math.MaxInt64
		}
		text, err := io.ReadAll(io.LimitReader(body, read))
		*bodies = append(*bodies, string(text))
		switch {
		case err != nil:
			return nil, err
		case len(*bodies) == 1:
			return nil, io.ErrUnexpectedEOF
		}
		return answer(http.StatusOK, nil, `{"data":{"id":"a"}}`), nil
	}
}

// A replacement is sent again when it can be, an upload never.
func TestUploadSentAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body  io.Reader
		read  int64
		sends int // of Replace
	}{
		"seeker":              {strings.NewReader("0123456789"), 500, 2},
		"seeker, from half":   {halfRead("x0123456789"), 500, 2},
		"reader":              {io.LimitReader(strings.NewReader("0123456789"), 10), 500, 1},
		"reader, not read of": {io.LimitReader(strings.NewReader("0123456789"), 10), 0, 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var bodies []string
			client := newClient(t, uploadTwice(tt.read, &bodies), soon(3))
			var first int
			_, err := client.Files.Replace(t.Context(), "a", directus.Upload{Name: "a", Body: tt.body, Progress: func(sent, _ int64) {
				if sent == 10 {
					first++
				}
			}})
			require.Len(t, bodies, tt.sends)
			if tt.sends == 1 {
				require.ErrorIs(t, err, io.ErrUnexpectedEOF)
				return
			}
			require.NoError(t, err)
			require.Contains(t, bodies[1], "\r\n0123456789\r\n")
			require.NotZero(t, first)
		})
	}
	var bodies []string
	client := newClient(t, uploadTwice(500, &bodies), soon(3))
	_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: strings.NewReader("0123456789")})
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Len(t, bodies, 1)
}

func halfRead(text string) io.Reader {
	r := strings.NewReader(text)
	_, _ = r.ReadByte()
	return r
}

// The client's limit holds, before anything is sent where the size is known.
func TestUploadLimit(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`, directus.WithMaxRequestBytes(1000))
	_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: zeros{}, Size: 1000})
	require.ErrorIs(t, err, directus.ErrTooLarge)
	require.Empty(t, server.sent)
	_, err = client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: io.LimitReader(zeros{}, 900)})
	require.ErrorIs(t, err, directus.ErrTooLarge)
	require.Less(t, len(server.one(t).Body), 1000)
	_, err = client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: io.LimitReader(zeros{}, 100)})
	require.NoError(t, err)
}

// A form that ends early has no end line, and enough of the file that the server reads it
// before it sees that: or else its process would end.
func TestUploadBreaksOff(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, size := range []int64{1, 1000, 1 << 20} {
		client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
		body := io.MultiReader(io.LimitReader(zeros{}, size), iotest.ErrReader(broken))
		_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: body})
		require.ErrorIs(t, err, broken)
		_, bytes, found := strings.Cut(server.one(t).Body, "\r\n\r\n")
		require.True(t, found)
		require.Len(t, bytes, int(max(size, 128<<10)))
		require.Empty(t, strings.Trim(bytes, "\x00"))
	}
}

// The server closes the connection after a form that ended early, which the next request
// must not meet.
func TestUploadBreaksOffAlone(t *testing.T) {
	t.Parallel()
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, forbidden)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	client := clientTo(t, server.URL)
	for want := range int64(3) {
		_, err := client.Files.Replace(t.Context(), "a", directus.Upload{Name: "a", Body: strings.NewReader("a"), Size: 2})
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
		require.Equal(t, want+1, connections.Load())
	}
}

// A call that failed can be made again: the file is sent from where it began.
func TestUploadAfterAFailure(t *testing.T) {
	t.Parallel()
	upload := directus.Upload{Name: "a", Body: halfRead("x0123456789")}
	down, server := newFake(t, http.StatusServiceUnavailable, "")
	_, err := down.Files.Upload(t.Context(), upload)
	require.Error(t, err)
	up, again := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
	_, err = up.Files.Upload(t.Context(), upload)
	require.NoError(t, err)
	for _, s := range []sent{server.one(t), again.one(t)} {
		require.Equal(t, "0123456789", uploadParts(t, s)[0].text)
	}
}

// Once the call is over nobody reads the user's reader any more.
func TestUploadLetsGo(t *testing.T) {
	t.Parallel()
	var kept io.ReadCloser
	client := newClient(t, directus.TransportFunc(func(_ context.Context, req *directus.Request) (*directus.Response, error) {
		var err error
		kept, err = req.Body.Open()
		return answer(http.StatusForbidden, nil, forbidden), err
	}))
	body := strings.NewReader("0123456789")
	_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a", Body: body})
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = kept.Read(make([]byte, 1000))
	require.Error(t, err)
	require.Equal(t, 10, body.Len())
}

// A context that ends before, or while nothing answers.
func TestUploadCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":"a"}}`)
	_, err := client.Files.Upload(ctx, directus.Upload{Name: "a", Body: strings.NewReader("x")})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, server.sent)
	_, err = client.Files.Upload(nil, directus.Upload{Name: "a", Body: strings.NewReader("x")}) //nolint:staticcheck // The point.
	require.ErrorIs(t, err, directus.ErrInvalidRequest)

	for name, body := range map[string]io.Reader{"on its way": zeros{}, "all sent": strings.NewReader("x")} {
		ctx, cancel := context.WithCancel(t.Context())
		deaf, _ := serveConns(t, nil, func(p peer) { p.read(100); cancel(); p.gone() })
		_, err = clientTo(t, deaf).Files.Upload(ctx, directus.Upload{Name: "a", Body: body})
		require.ErrorIs(t, err, context.Canceled, name)
		require.ErrorContains(t, err, "POST /files", name)
	}
}

// A reader that blocks holds up neither the end of the context nor the server's refusal.
func TestUploadOfABlockedReader(t *testing.T) {
	t.Parallel()
	refusing := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close") // or else Go's server waits for the body
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		_, _ = io.WriteString(w, `{"errors":[{"message":"Too large","extensions":{"code":"CONTENT_TOO_LARGE"}}]}`)
	})
	deaf, _ := serveConns(t, nil, func(p peer) { p.gone() })
	ctx, cancel := context.WithCancel(t.Context())
	until := make(chan struct{})
	defer close(until)
	_, err := clientTo(t, refusing.URL).Files.Upload(ctx, directus.Upload{Name: "a", Body: blocked{func() {}, until}})
	require.ErrorIs(t, err, directus.CodeContentTooLarge)
	_, err = clientTo(t, deaf).Files.Upload(ctx, directus.Upload{Name: "a", Body: blocked{cancel, until}})
	require.ErrorIs(t, err, context.Canceled)
}

// A reader that does not block is not used any more when a call that was cancelled is over.
func TestUploadCancelledInARead(t *testing.T) {
	t.Parallel()
	deaf, _ := serveConns(t, nil, func(p peer) { p.gone() })
	ctx, cancel := context.WithCancel(t.Context())
	read := false // without a lock: the race detector sees who else is at it
	_, err := clientTo(t, deaf).Files.Upload(ctx, directus.Upload{Name: "a", Body: readerFunc(func([]byte) (int, error) {
		cancel()
		read = true
		return 0, io.EOF
	})})
	require.ErrorIs(t, err, context.Canceled)
	require.True(t, read)
}

// blocked is a reader that says when it is reached, and then blocks.
type blocked struct {
	reached func()
	until   <-chan struct{}
}

func (b blocked) Read([]byte) (int, error) {
	b.reached()
	<-b.until
	return 0, io.EOF
}

// Memory does not grow with the file.
func TestUploadMemory(t *testing.T) { //nolint:paralleltest // Others would use memory, too.
	const size = 512 << 20
	var arrived int64
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		arrived, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":{"id":"a"}}`)
	})
	client := clientTo(t, server.URL)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most, next := before.HeapAlloc, int64(0)
	_, err := client.Files.Upload(t.Context(), directus.Upload{
		Name: "zeros", Body: io.LimitReader(zeros{}, size), Size: size,
		Progress: func(sent, _ int64) {
			if sent >= next {
				next += size / 64
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		},
	})
	require.NoError(t, err)
	require.Greater(t, arrived, int64(size))
	require.Less(t, most-before.HeapAlloc, uint64(32<<20))
}
