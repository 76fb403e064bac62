package directus_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// myFile is a file with a field of the user's own.
type myFile struct {
	system.File
	Copyright string `json:"copyright,omitzero"`
}

func filesUpload(name, text string) directus.Upload {
	return directus.Upload{Name: name, Body: strings.NewReader(text)}
}

func TestFilesSend(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":"f","copyright":"me"}}`)
	files := directus.NewFiles[myFile](client).With(directus.Header("X-A", "b"))
	want := myFile{File: system.File{ID: "f"}, Copyright: "me"}
	shape := query.Fields("id", "copyright")
	fields := directus.Patch{"title": "T"}

	upload := filesUpload("a.txt", "hello")
	upload.Fields = fields
	got, err := files.Upload(t.Context(), upload, shape)
	require.NoError(t, err)
	require.Equal(t, want, got)
	upload.Body = strings.NewReader("hello")
	got, err = files.Replace(t.Context(), "a/b", upload, shape)
	require.NoError(t, err)
	require.Equal(t, want, got)
	many, err := files.UploadMany(t.Context(), []directus.Upload{upload}, shape)
	require.NoError(t, err)
	require.Equal(t, []myFile{want}, many)
	got, err = files.Import(t.Context(), "https://example.com/a b.png?c=d", directus.FileImport{Fields: fields, Types: []string{"image/*"}}, shape)
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = files.Import(t.Context(), "http://example.com", directus.FileImport{}, shape)
	require.NoError(t, err)
	got, err = files.CreateOne(t.Context(), myFile{File: system.File{Type: "a/b"}, Copyright: "you"}, shape)
	require.NoError(t, err)
	require.Equal(t, want, got)

	require.Equal(t, []string{"POST", "PATCH", "POST", "POST", "POST", "POST"}, methods(server.sent))
	paths := []string{"/files", "/files/a%2Fb", "/files", "/files/import", "/files/import", "/files"}
	for n, s := range server.sent {
		require.Equal(t, paths[n], s.Path)
		require.Equal(t, "fields=id,copyright", unescaped(t, s))
		require.Equal(t, "b", s.Header.Get("X-A"))
	}
	title, file := uploadPart{"title", "", "", "T"}, uploadPart{"file", "a.txt", "text/plain", "hello"}
	require.Equal(t, []uploadPart{title, file}, uploadParts(t, server.sent[0]))
	require.Equal(t, []uploadPart{{"id", "", "", "a/b"}, title, file}, uploadParts(t, server.sent[1]))
	require.JSONEq(t, `{"url":"https://example.com/a b.png?c=d","data":{"title":"T"},"options":{"filterMimeType":["image/*"]}}`, server.sent[3].Body)
	require.JSONEq(t, `{"url":"http://example.com"}`, server.sent[4].Body)
	require.JSONEq(t, `{"type":"a/b","copyright":"you"}`, server.sent[5].Body)
	require.Equal(t, directus.Patch{"title": "T"}, fields)
}

// Each file comes after its own fields.
func TestFilesUploadMany(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[{"id":"y"},{"id":"x"}]}`)
	first, second := filesUpload("a.txt", "1"), filesUpload("b.txt", "2")
	first.Fields, second.Fields = directus.Patch{"title": "A"}, directus.Patch{"description": "B"}
	got, err := client.Files.UploadMany(t.Context(), []directus.Upload{first, second})
	require.NoError(t, err)
	require.Equal(t, []system.File{{ID: "y"}, {ID: "x"}}, got)
	require.Equal(t, []uploadPart{
		{"title", "", "", "A"},
		{"file", "a.txt", "text/plain", "1"},
		{"description", "", "", "B"},
		{"file", "b.txt", "text/plain", "2"},
	}, uploadParts(t, server.one(t)))

	got, err = client.Files.UploadMany(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, []system.File{}, got)
	require.Len(t, server.sent, 1, "nothing was sent")

	early, _ := newFake(t, http.StatusOK, `{"data":{"id":"y"}}`)
	_, err = early.Files.UploadMany(t.Context(), []directus.Upload{filesUpload("a", "1"), filesUpload("b", "2")})
	require.ErrorContains(t, err, "before it had all files", "one record, where a list is due")

	broken := io.MultiReader(strings.NewReader("2"), iotest.ErrReader(io.ErrClosedPipe))
	_, err = client.Files.UploadMany(t.Context(), []directus.Upload{filesUpload("a", "1"), {Name: "b", Body: broken}, filesUpload("c", "3")})
	require.ErrorIs(t, err, io.ErrClosedPipe)
	require.ErrorContains(t, err, "file 2 of 3")
}

func TestFilesFail(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusForbidden, forbidden)
	calls := func(f *directus.Files[system.File]) map[string]error {
		return map[string]error{
			"POST /files":        errOf(f.Upload(t.Context(), filesUpload("a", "1"))),
			"POST /files: ":      errOf(f.UploadMany(t.Context(), []directus.Upload{filesUpload("a", "1")})),
			"PATCH /files/{id}":  errOf(f.Replace(t.Context(), "a", filesUpload("a", "1"))),
			"POST /files/import": errOf(f.Import(t.Context(), "https://example.com/a", directus.FileImport{})),
			"POST /files:":       errOf(f.CreateOne(t.Context(), system.File{Type: "a/b"})),
		}
	}
	for call, err := range calls(client.Files) {
		require.ErrorIs(t, err, directus.CodeForbidden)
		require.ErrorContains(t, err, call)
	}
	require.Len(t, server.sent, 5)
	empty, _ := newFake(t, http.StatusNoContent, "")
	for call, err := range calls(empty.Files) {
		require.ErrorIs(t, err, directus.ErrNoContent, call)
	}
	for _, c := range []*directus.Client{nil, {}} {
		for call, err := range calls(directus.NewFiles[system.File](c)) {
			require.ErrorContains(t, err, "directus.New", call)
		}
	}
}

func TestFilesRefuse(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"id":"f"}}`)
	f := client.Files
	other := filesUpload("a", "1")
	other.Fields = directus.Patch{"id": "other"}
	for call, err := range map[string]error{
		"an empty id":        errOf(f.Replace(t.Context(), "", filesUpload("a", "1"))),
		"another id":         errOf(f.Replace(t.Context(), "a", other)),
		"a query, uploading": errOf(f.Upload(t.Context(), filesUpload("a", "1"), query.Or())),
		"a query, many":      errOf(f.UploadMany(t.Context(), []directus.Upload{other}, query.Or())),
		"a query, replacing": errOf(f.Replace(t.Context(), "a", filesUpload("a", "1"), query.Or())),
		"a query, importing": errOf(f.Import(t.Context(), "https://example.com/a", directus.FileImport{}, query.Or())),
		"no URL":             errOf(f.Import(t.Context(), "", directus.FileImport{})),
		"no absolute URL":    errOf(f.Import(t.Context(), "/secret", directus.FileImport{})),
		"another scheme":     errOf(f.Import(t.Context(), "file://secret/etc/passwd", directus.FileImport{})),
		"no URL at all":      errOf(f.Import(t.Context(), "https://secret/%zz", directus.FileImport{})),
		"no JSON":            errOf(f.Import(t.Context(), "https://example.com/a", directus.FileImport{Fields: directus.Patch{"x": t.Name}})),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, call)
		require.NotContains(t, err.Error(), "secret", call)
	}
	require.Empty(t, server.sent)
	same := filesUpload("a", "1")
	same.Fields = directus.Patch{"id": "a"}
	_, err := f.Replace(t.Context(), "a", same)
	require.NoError(t, err)
}

// A file that the server cannot fetch is not asked for again, and its URL, which may be
// signed, does not show.
func TestFilesImportIsNotRepeated(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusServiceUnavailable, `{"errors":[{"message":"Service \"external-file\" is unavailable. Couldn't fetch file from URL \"https://example.com/a?signature=secret\".",`+
		`"extensions":{"service":"external-file","reason":"Couldn't fetch file from URL \"https://example.com/a?signature=secret\"","code":"SERVICE_UNAVAILABLE"}}]}`, soon(3))
	_, err := client.Files.Import(t.Context(), "https://example.com/a?signature=secret", directus.FileImport{})
	require.ErrorIs(t, err, directus.CodeServiceUnavailable)
	require.Len(t, server.sent, 1)
	require.NotContains(t, err.Error(), "secret")
	var answered *directus.Error
	require.ErrorAs(t, err, &answered)
	require.Equal(t, "Couldn't fetch file from URL \"…\"", answered.Errors[0].Extensions["reason"])
	require.Equal(t, "external-file", answered.Errors[0].Extensions["service"])
}
