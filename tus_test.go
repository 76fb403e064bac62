package directus_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// tusFake is a server of resumable uploads. Its address is one that only it knows.
type tusFake struct {
	mu       sync.Mutex
	received []byte
	length   int64
	metadata string
	begun    int
	gone     bool
	stored   int // how often the file has changed
	log      []string
	// answer, if set, says what to answer instead; ok false means the ordinary.
	answer func(f *tusFake, req *directus.Request) (resp *directus.Response, err error, ok bool)
}

func (f *tusFake) Do(_ context.Context, req *directus.Request) (*directus.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, strings.TrimSpace(req.Method+" "+req.Path+" "+req.Header.Get("Upload-Offset")))
	if f.answer != nil {
		if resp, err, ok := f.answer(f, req); ok {
			return resp, err
		}
	}
	return f.ordinary(req)
}

// ordinary is what Directus does.
func (f *tusFake) ordinary(req *directus.Request) (*directus.Response, error) {
	offset := http.Header{"Upload-Offset": {strconv.Itoa(len(f.received))}, "Upload-Length": {strconv.FormatInt(f.length, 10)}, "Upload-Metadata": {f.metadata}}
	switch {
	case req.Path == "/server/info":
		return answer(200, nil, `{"data":{"uploads":{"tus":true,"chunkSize":4}}}`), nil
	case strings.HasPrefix(req.Path, "/files/key") || strings.HasPrefix(req.Path, "/items/"):
		return answer(200, nil, fmt.Sprintf(`{"data":{"id":"key","filesize":"%d","tus_id":null,"modified_on":"2024-01-02T03:04:0%dZ"}}`, len(f.received), f.stored)), nil
	case req.Header.Get("Tus-Resumable") != "1.0.0":
		return answer(412, nil, ""), nil
	case req.Method == http.MethodPost:
		f.begun++
		f.gone, f.received = false, nil
		f.length, _ = strconv.ParseInt(req.Header.Get("Upload-Length"), 10, 64)
		f.metadata = req.Header.Get("Upload-Metadata") + ",id " + base64.StdEncoding.EncodeToString([]byte("key"))
		return answer(201, http.Header{"Location": {fmt.Sprintf("http://internal:8055/files/tus/u%d", f.begun)}}, ""), nil
	case f.gone || req.Path != fmt.Sprintf("/files/tus/u%d", f.begun):
		return answer(404, http.Header{"Content-Type": {"text/plain"}}, "The file for this url was not found\n"), nil
	case req.Method == http.MethodHead:
		return answer(200, offset, ""), nil
	case req.Method == http.MethodDelete:
		f.gone = true
		return answer(204, nil, ""), nil
	case req.Header.Get("Upload-Offset") != strconv.Itoa(len(f.received)):
		return answer(409, nil, "Upload-Offset conflict\n"), nil
	}
	return f.take(req, -1)
}

// take takes at most n bytes of a part, and loses the connection if there are more.
func (f *tusFake) take(req *directus.Request, n int64) (*directus.Response, error) {
	body, err := req.Body.Open()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if n >= 0 {
		f.received = append(f.received, content[:n]...)
		return nil, errLost
	}
	f.received = append(f.received, content...)
	header := http.Header{"Upload-Offset": {strconv.Itoa(len(f.received))}}
	if f.gone = int64(len(f.received)) == f.length; f.gone {
		header.Set("Directus-File-Id", "key")
		f.stored++
	}
	return answer(204, header, ""), nil
}

var errLost = errors.New("connection lost")

// on answers the first request of this method and offset in a way of its own.
func tusOn(method, offset string, then func(f *tusFake, req *directus.Request) (*directus.Response, error)) func(*tusFake, *directus.Request) (*directus.Response, error, bool) {
	done := false
	return func(f *tusFake, req *directus.Request) (*directus.Response, error, bool) {
		if done || req.Method != method || req.Header.Get("Upload-Offset") != offset || req.Path == "/server/info" {
			return nil, nil, false
		}
		done = true
		resp, err := then(f, req)
		return resp, err, true
	}
}

func TestTusUpload(t *testing.T) {
	t.Parallel()
	status := func(status int) func(*tusFake, *directus.Request) (*directus.Response, error) {
		return func(*tusFake, *directus.Request) (*directus.Response, error) { return answer(status, nil, ""), nil }
	}
	for name, tt := range map[string]struct {
		answer func(*tusFake, *directus.Request) (*directus.Response, error, bool)
		want   string
	}{
		"nothing":       {nil, "POST HEAD 0 4 8"},
		"cut in a part": {tusOn("PATCH", "4", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 2) }), "POST HEAD 0 4 HEAD 6 10"},
		"cut before":    {tusOn("PATCH", "0", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 0) }), "POST HEAD 0 HEAD 0 4 8"},
		"server error":  {tusOn("PATCH", "4", status(500)), "POST HEAD 0 4 HEAD 4 8"},
		"HEAD is lost":  {tusOn("HEAD", "", status(500)), "POST HEAD HEAD 0 4 8"},
		"offset conflict": {tusOn("PATCH", "4", func(f *tusFake, _ *directus.Request) (*directus.Response, error) {
			f.received = f.received[:3]
			return answer(409, nil, ""), nil
		}), "POST HEAD 0 4 HEAD 3 7"},
		"expired": {tusOn("PATCH", "4", func(f *tusFake, _ *directus.Request) (*directus.Response, error) {
			f.gone = true
			return answer(410, nil, ""), nil
		}), "POST HEAD 0 4 HEAD READ POST HEAD 0 4 8"},
		"last reply lost": {tusOn("PATCH", "8", func(f *tusFake, r *directus.Request) (*directus.Response, error) {
			_, _ = f.take(r, -1)
			return nil, errLost
		}), "POST HEAD 0 4 8 HEAD READ"},
		"not taken up": {tusOn("PATCH", "8", func(f *tusFake, r *directus.Request) (*directus.Response, error) {
			_, _ = f.take(r, -1)
			f.gone = false
			return nil, errLost
		}), "POST HEAD 0 4 8 HEAD 11"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &tusFake{answer: tt.answer}
			storage := directus.NewMemoryStorage()
			file, err := newClient(t, f, soon(3)).Files.UploadResumable(t.Context(),
				directus.Upload{Name: "a.txt", Body: strings.NewReader("hello world")}, directus.Resume{Storage: storage, Key: "k"})
			require.NoError(t, err)
			require.Equal(t, "key", file.ID)
			require.Equal(t, "hello world", string(f.received))
			require.Equal(t, "GET /server/info", f.log[0])
			require.Equal(t, "GET /files/key", f.log[len(f.log)-1])
			require.Equal(t, tt.want, tusSteps(f.log[1:len(f.log)-1]))
			_, found, _ := storage.Get(t.Context(), "k")
			require.False(t, found)
		})
	}
}

// tusSteps are the steps of an upload: methods, and offsets of parts.
func tusSteps(log []string) string {
	var steps []string
	for _, line := range log {
		words := strings.Fields(line)
		switch {
		case words[0] == "PATCH":
			steps = append(steps, words[2])
		case strings.HasPrefix(words[1], "/files/tus"):
			steps = append(steps, words[0])
		default:
			steps = append(steps, "READ")
		}
	}
	return strings.Join(steps, " ")
}

func TestTusGivesUp(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{403: directus.CodeForbidden, 404: directus.CodeRouteNotFound, 413: directus.ErrTooLarge, 415: nil} {
		body := map[int]string{403: forbidden, 404: `{"errors":[{"message":"","extensions":{"code":"ROUTE_NOT_FOUND"}}]}`}[status]
		f := &tusFake{answer: func(_ *tusFake, req *directus.Request) (*directus.Response, error, bool) {
			return answer(status, nil, body), nil, req.Method == http.MethodPost
		}}
		_, err := newClient(t, f, soon(3)).Files.UploadResumable(t.Context(), directus.Upload{Name: "a", Body: strings.NewReader("x")}, directus.Resume{ChunkSize: 1})
		var e *directus.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, status, e.Status)
		if want != nil {
			require.ErrorIs(t, err, want)
		}
		require.Len(t, f.log, 1)
	}
	dead := &tusFake{answer: func(_ *tusFake, req *directus.Request) (*directus.Response, error, bool) {
		return nil, errLost, req.Method == http.MethodPatch
	}}
	_, err := newClient(t, dead, soon(3)).Files.UploadResumable(t.Context(), directus.Upload{Name: "a", Body: strings.NewReader("x")}, directus.Resume{ChunkSize: 1})
	require.ErrorIs(t, err, errLost)
	require.Equal(t, "POST HEAD 0 HEAD 0 HEAD 0", tusSteps(dead.log), "three times, for it came no further")
}

func TestTusResume(t *testing.T) {
	t.Parallel()
	storage := directus.NewMemoryStorage()
	resume := directus.Resume{Storage: storage, ChunkSize: 4}
	f := &tusFake{}
	client := newClient(t, f, soon(1))
	f.answer = tusOn("PATCH", "8", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 1) })
	var reported []int64
	up := func(text string, fields directus.Patch) directus.Upload {
		return directus.Upload{Name: "a.txt", Body: strings.NewReader(text), Fields: fields, Progress: func(sent, _ int64) { reported = append(reported, sent) }}
	}
	_, err := client.Files.UploadResumable(t.Context(), up("hello world", nil), resume)
	require.ErrorIs(t, err, errLost)
	f.log, reported = nil, nil
	_, err = client.Files.UploadResumable(t.Context(), up("hello world", nil), resume)
	require.NoError(t, err)
	require.Equal(t, "HEAD 9 READ", tusSteps(f.log))
	require.Equal(t, []int64{9, 11}, reported)

	for name, other := range map[string]directus.Upload{
		"size":   up("hello", nil),
		"fields": up("hello world", directus.Patch{"title": "x"}),
	} {
		f.answer = tusOn("PATCH", "4", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 0) })
		keyed := directus.Resume{Storage: storage, Key: "k", ChunkSize: 4}
		_, err = client.Files.UploadResumable(t.Context(), up("hello world", nil), keyed)
		require.ErrorIs(t, err, errLost)
		f.log = nil
		_, err = client.Files.UploadResumable(t.Context(), other, keyed)
		require.NoError(t, err, name)
		require.Regexp(t, "^POST HEAD 0", tusSteps(f.log), name)
	}
}

// Without a Key of the user's own an upload is found by its bytes.
func TestTusResumeFindsTheSameBytes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{"hello there": "POST HEAD 0 4 8", "hello world": "HEAD 6 10"} {
		f := &tusFake{answer: tusOn("PATCH", "4", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 2) })}
		client := newClient(t, f, soon(1))
		resume := directus.Resume{Storage: directus.NewMemoryStorage()}
		upload := func(ctx context.Context, body io.Reader) error {
			return errOf(client.Files.UploadResumable(ctx, directus.Upload{Name: "a.txt", Body: body}, resume))
		}
		require.ErrorIs(t, upload(t.Context(), strings.NewReader("hello world")), errLost)
		f.log = nil
		broken := errors.New("broken")
		require.ErrorIs(t, upload(t.Context(), tusBroken{strings.NewReader("hello"), broken}), broken)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.ErrorIs(t, upload(ctx, strings.NewReader("hello")), context.Canceled)
		require.Empty(t, f.log)
		require.NoError(t, upload(t.Context(), struct{ io.ReadSeeker }{strings.NewReader(body)}))
		require.Equal(t, want, tusSteps(f.log[1:len(f.log)-1]))
		require.Equal(t, body, string(f.received))
	}
}

// tusBroken cannot be read at any place.
type tusBroken struct {
	io.ReadSeeker
	err error
}

func (b tusBroken) Read([]byte) (int, error) { return 0, b.err }

// A file of no bytes is sent whole, and takes the place of one that is there only.
func TestTusEmptyFile(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, `{"data":{"id":"key"}}`)
	up := directus.Upload{Name: "a.txt", Body: bytes.NewReader(nil), Fields: directus.Patch{"title": "Mine"}}
	file, err := client.Files.UploadResumable(t.Context(), up)
	require.NoError(t, err)
	require.Equal(t, "key", file.ID)
	sent := f.one(t)
	require.Equal(t, "POST /files", sent.Method+" "+sent.Path)
	require.Contains(t, sent.Body, "Mine")
	f.sent = nil
	require.NoError(t, errOf(client.Files.ReplaceResumable(t.Context(), "key", up)))
	require.Len(t, f.sent, 2)
	require.Equal(t, "PATCH /files/key", f.sent[1].Method+" "+f.sent[1].Path)
	require.NotContains(t, f.sent[1].Body, "Mine")
	client, f = newFake(t, http.StatusForbidden, forbidden)
	require.ErrorIs(t, errOf(client.Files.ReplaceResumable(t.Context(), "key", up)), directus.CodeForbidden)
	require.Equal(t, http.MethodGet, f.one(t).Method)
}

// No part is larger than the client may send.
func TestTusRequestLimit(t *testing.T) {
	t.Parallel()
	f := &tusFake{}
	_, err := newClient(t, f, directus.WithMaxRequestBytes(3)).Files.UploadResumable(t.Context(), directus.Upload{Name: "a.txt", Body: strings.NewReader("hello world")})
	require.NoError(t, err)
	require.Equal(t, "POST HEAD 0 3 6 9", tusSteps(f.log[1:len(f.log)-1]))
}

func TestTusAbort(t *testing.T) {
	t.Parallel()
	f := &tusFake{answer: tusOn("PATCH", "4", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 0) })}
	client := newClient(t, f, soon(1))
	resume := directus.Resume{Storage: directus.NewMemoryStorage(), ChunkSize: 4}
	up := directus.Upload{Name: "a.txt", Body: strings.NewReader("hello world")}
	_, err := client.Files.UploadResumable(t.Context(), up, resume)
	require.ErrorIs(t, err, errLost)
	f.log = nil
	require.NoError(t, client.Files.AbortUpload(t.Context(), up, resume))
	require.NoError(t, client.Files.AbortUpload(t.Context(), up, resume))
	require.Equal(t, []string{"DELETE /files/tus/u1"}, f.log)
	require.ErrorIs(t, client.Files.AbortUpload(t.Context(), up, directus.Resume{}), directus.ErrInvalidRequest)
}

func TestTusReplace(t *testing.T) {
	t.Parallel()
	f := &tusFake{}
	file, err := newClient(t, f).Files.ReplaceResumable(t.Context(), "key", directus.Upload{Name: "a.txt", Body: strings.NewReader("hello")})
	require.NoError(t, err)
	require.Equal(t, "key", file.ID)
	require.Equal(t, []string{"GET /server/info", "GET /files/key", "POST /files/tus"}, f.log[:3])
	require.Contains(t, f.metadata, "filename_download YS50eHQ=,id a2V5,type dGV4dC9wbGFpbg==")
}

// When the reply to the last part is lost, and the server knows the upload no more, it is
// the change of the file that tells whether it was replaced: the old one may be as long.
func TestTusReplaceLosesTheReply(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		then  func(f *tusFake, r *directus.Request) (*directus.Response, error)
		begun int
	}{
		"replaced": {func(f *tusFake, r *directus.Request) (*directus.Response, error) {
			_, err := f.take(r, -1)
			return nil, errors.Join(err, errLost)
		}, 1},
		"dropped": {func(f *tusFake, _ *directus.Request) (*directus.Response, error) {
			f.gone, f.received = true, []byte("olden")
			return nil, errLost
		}, 2},
	} {
		f := &tusFake{answer: tusOn("PATCH", "4", tt.then)}
		_, err := newClient(t, f, soon(3)).Files.ReplaceResumable(t.Context(), "key", directus.Upload{Name: "a.txt", Body: strings.NewReader("hello")})
		require.NoError(t, err, name)
		require.Equal(t, tt.begun, f.begun, name)
		require.Equal(t, "hello", string(f.received), name)
	}
}

func TestTusBadInput(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, 500, "")
	text := func() io.Reader { return strings.NewReader("x") }
	pipe, _, err := os.Pipe()
	require.NoError(t, err)
	defer pipe.Close()
	for name, tt := range map[string]struct {
		up     directus.Upload
		resume []directus.Resume
		want   string
	}{
		"no name":         {directus.Upload{Body: text()}, nil, "Upload.Name"},
		"no body":         {directus.Upload{Name: "a"}, nil, "Upload.Body"},
		"a stream":        {directus.Upload{Name: "a", Body: io.LimitReader(text(), 1)}, nil, "use Upload"},
		"a pipe":          {directus.Upload{Name: "a", Body: pipe}, nil, "use Upload"},
		"another size":    {directus.Upload{Name: "a", Body: text(), Size: 2}, nil, "Upload.Size"},
		"size not known":  {directus.Upload{Name: "a", Body: tusShort{text(), strings.NewReader("x")}}, nil, "Upload.Size"},
		"type":            {directus.Upload{Name: "a", Body: text(), Type: "x"}, nil, "Upload.Type"},
		"chunk size":      {directus.Upload{Name: "a", Body: text()}, []directus.Resume{{ChunkSize: -1}}, "ChunkSize"},
		"resume twice":    {directus.Upload{Name: "a", Body: text()}, []directus.Resume{{}, {}}, "more than one"},
		"a key":           {directus.Upload{Name: "a", Body: text(), Fields: directus.Patch{"id": "x"}}, nil, "ReplaceResumable"},
		"null":            {directus.Upload{Name: "a", Body: text(), Fields: directus.Patch{"title": nil}}, nil, "UpdateOne"},
		"a truth":         {directus.Upload{Name: "a", Body: text(), Fields: directus.Patch{"title": true}}, nil, "UpdateOne"},
		"a field's name":  {directus.Upload{Name: "a", Body: text(), Fields: directus.Patch{"a b": "x"}}, nil, "name"},
		"name as a field": {directus.Upload{Name: "a", Body: text(), Fields: directus.Patch{"filename_download": "x"}}, nil, "Upload.Name"},
	} {
		_, err := client.Files.UploadResumable(t.Context(), tt.up, tt.resume...)
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		require.ErrorContains(t, err, tt.want, name)
	}
	_, err = client.Files.ReplaceResumable(t.Context(), "", directus.Upload{Name: "a", Body: text()})
	require.ErrorIs(t, err, directus.ErrInvalidKey)
	require.Empty(t, f.sent)
}

// A reader that only seeks is read from where it stands, and left there.
func TestTusSeeker(t *testing.T) {
	t.Parallel()
	f := &tusFake{answer: tusOn("PATCH", "4", func(f *tusFake, r *directus.Request) (*directus.Response, error) { return f.take(r, 1) })}
	body := struct{ io.ReadSeeker }{strings.NewReader("...hello world")}
	_, err := body.Seek(3, io.SeekStart)
	require.NoError(t, err)
	_, err = newClient(t, f, soon(2)).Files.UploadResumable(t.Context(), directus.Upload{Name: "a", Body: body})
	require.NoError(t, err)
	require.Equal(t, "hello world", string(f.received))
	rest, err := io.ReadAll(body)
	require.NoError(t, err)
	require.Equal(t, "hello world", string(rest), "it stands where it stood, to be sent again")
}

// The reader's error ends the upload, and is what the caller gets.
func TestTusReaderFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("bad sector")
	f := &tusFake{}
	body := io.NewSectionReader(readerAtFunc(func(p []byte, offset int64) (int, error) {
		if offset >= 4 {
			return 0, broken
		}
		return copy(p, "hell"[offset:]), nil
	}), 0, 11)
	_, err := newClient(t, f, soon(3)).Files.UploadResumable(t.Context(), directus.Upload{Name: "a", Body: body})
	require.ErrorIs(t, err, broken)
	require.Equal(t, "READ POST HEAD 0 4", tusSteps(f.log))
}

type readerAtFunc func(p []byte, offset int64) (int, error)

func (f readerAtFunc) ReadAt(p []byte, offset int64) (int, error) { return f(p, offset) }
