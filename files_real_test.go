package directus_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// filesBytes are the bytes of a file on the server.
func filesBytes(t *testing.T, client *directus.Client, id string) []byte {
	t.Helper()
	resp, err := client.Get(t.Context(), "/assets/"+id)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.Status)
	body, err := resp.Bytes()
	require.NoError(t, err)
	return body
}

// filesGone deletes a file after the test.
func filesGone(t *testing.T, client *directus.Client, id string) {
	t.Helper()
	t.Cleanup(func() { require.NoError(t, client.Files.DeleteOne(context.WithoutCancel(t.Context()), id)) })
}

// filesServer is a server of the test's own, with the folder that it stores files in.
func filesServer(t *testing.T, env map[string]string) (*realserver.Server, string) {
	t.Helper()
	root := t.TempDir()
	settings := map[string]string{"STORAGE_LOCAL_ROOT": root}
	maps.Copy(settings, env)
	return realserver.New(t, realserver.Options{Env: settings}), root
}

// filesOnDisk are the names of the stored files.
func filesOnDisk(t *testing.T, root string) []string {
	t.Helper()
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	names := []string{}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestRealFilesUpload(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	var seen [][2]int64
	file, err := client.Files.Upload(t.Context(), directus.Upload{
		Name: "notes.txt",
		Body: strings.NewReader("hello"),
		Fields: directus.Patch{
			"title": "Ünï \"quoted\"\r\n--line", "tags": []string{"a", "b, c"}, "description": nil,
			"metadata": m{"camera": m{"iso": 100}}, "location": "null island", "focal_point_x": 12,
		},
		Progress: func(sent, total int64) { seen = append(seen, [2]int64{sent, total}) },
	})
	require.NoError(t, err)
	filesGone(t, client, file.ID)
	require.Equal(t, "notes.txt", file.FilenameDownload)
	require.Equal(t, "text/plain", file.Type)
	require.EqualValues(t, 5, file.Filesize)
	require.Equal(t, "Ünï \"quoted\"\r\n--line", file.Title)
	require.EqualValues(t, []string{"a", "b, c"}, file.Tags)
	require.Equal(t, "null island", file.Location)
	require.Equal(t, [][2]int64{{5, 5}}, seen)
	require.Equal(t, "hello", string(filesBytes(t, client, file.ID)))
	read, err := client.Files.ReadOne(t.Context(), file.ID)
	require.NoError(t, err)
	require.Equal(t, file, read)
}

// A reader that fails half-way: the caller gets its error, the server has nothing.
func TestRealFilesUploadFails(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, nil)
	client := clientOf(t, server)
	broken := errors.New("disk is broken")
	const size = 3 << 20
	half := func() io.Reader { return io.LimitReader(zeros{}, size/2) }
	ctx, cancel := context.WithCancel(t.Context())
	waiting, stopWaiting := context.WithCancel(t.Context())
	until := make(chan struct{})
	defer close(until)
	tests := map[string]struct {
		ctx    context.Context
		upload directus.Upload
		want   error
	}{
		"reader":         {t.Context(), directus.Upload{Body: io.MultiReader(half(), iotest.ErrReader(broken))}, broken},
		"reader of size": {t.Context(), directus.Upload{Body: io.MultiReader(half(), iotest.ErrReader(broken)), Size: size}, broken},
		"too few":        {t.Context(), directus.Upload{Body: half(), Size: size}, io.ErrUnexpectedEOF},
		"one byte":       {t.Context(), directus.Upload{Body: io.MultiReader(strings.NewReader("a"), iotest.ErrReader(broken))}, broken},
		"one too few":    {t.Context(), directus.Upload{Body: io.MultiReader(strings.NewReader("a")), Size: 2}, io.ErrUnexpectedEOF},
		"cancelled": {ctx, directus.Upload{Body: zeros{}, Progress: func(sent, _ int64) {
			if sent > size {
				cancel()
			}
		}}, context.Canceled},
		"cancelled while it waits": {waiting, directus.Upload{Body: io.MultiReader(half(), blocked{stopWaiting, until})}, context.Canceled},
	}
	for name, tt := range tests { //nolint:paralleltest // One after the other, to see what each leaves behind.
		t.Run(name, func(t *testing.T) {
			tt.upload.Name = "half.bin"
			_, err := client.Files.Upload(tt.ctx, tt.upload)
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, "POST /files")
			_, err = client.Files.Upload(t.Context(), directus.Upload{Name: "half.bin", Body: io.MultiReader(half(), iotest.ErrReader(broken))})
			require.ErrorIs(t, err, broken, "the next one, which needs a connection")
			count, err := client.Files.Count(t.Context())
			require.NoError(t, err)
			require.Zero(t, count, "records")
			require.Empty(t, filesOnDisk(t, root))
		})
	}
}

// zeros is a reader without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What is uploaded is what comes down, whatever it is read from.
func TestRealFilesBytes(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	text := strings.Repeat("0123456789abcdef", 10_000)
	path := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	_, err = file.Seek(100, io.SeekStart)
	require.NoError(t, err)
	tests := map[string]struct {
		body io.Reader
		size int64
		want string
	}{
		"empty":            {strings.NewReader(""), 0, ""},
		"empty, unknown":   {io.LimitReader(zeros{}, 0), 0, ""},
		"unknown size":     {io.LimitReader(strings.NewReader(text), 1e9), 0, text},
		"known size":       {io.LimitReader(strings.NewReader(text), 1e9), int64(len(text)), text},
		"byte by byte":     {iotest.OneByteReader(strings.NewReader(text[:2000])), 0, text[:2000]},
		"file, from 100":   {file, 0, text[100:]},
		"like a form":      {strings.NewReader("--\r\n\r\n--x--\r\n"), 0, "--\r\n\r\n--x--\r\n"},
		"ends in a return": {strings.NewReader("a\r"), 0, "a\r"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a.bin", Body: tt.body, Size: tt.size})
			require.NoError(t, err)
			filesGone(t, client, got.ID)
			require.EqualValues(t, len(tt.want), got.Filesize)
			require.Equal(t, "application/octet-stream", got.Type)
			require.Equal(t, tt.want, string(filesBytes(t, client, got.ID)))
		})
	}
}

// Each file has fields of its own. The second one is slow, which would let the server answer
// when it has stored the first.
func TestRealFilesUploadMany(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	first := "aaaaaaaa-1111-4111-8111-111111111111"
	asked := 0
	slow := &filesLate{Reader: strings.NewReader("t"), ready: func() bool { // for as long as the server needs to store a file
		asked++
		_, err := client.Files.Count(context.WithoutCancel(t.Context()))
		return err != nil || asked > 30
	}}
	stored := &filesLate{Reader: strings.NewReader("wo"), ready: func() bool {
		file, err := client.Files.ReadOne(context.WithoutCancel(t.Context()), first)
		return err == nil && file.Filesize == 3
	}}
	files, err := client.Files.UploadMany(t.Context(), []directus.Upload{
		{Name: "many1.txt", Body: strings.NewReader("one"), Fields: directus.Patch{"id": first, "description": "only the first"}},
		{Name: "many2.txt", Body: io.MultiReader(slow, stored), Fields: directus.Patch{"title": "Second"}},
		{Name: "many3.md", Type: "text/markdown", Body: strings.NewReader("three")},
	})
	require.NoError(t, err)
	byName := map[string]system.File{}
	for _, file := range files {
		filesGone(t, client, file.ID)
		byName[file.FilenameDownload] = file
	}
	require.Len(t, byName, 3)
	require.True(t, slices.IsSortedFunc(files, func(a, b system.File) int { return strings.Compare(a.ID, b.ID) }), "ordered by key")
	require.Equal(t, first, byName["many1.txt"].ID)
	require.Equal(t, "only the first", byName["many1.txt"].Description)
	require.Equal(t, "Second", byName["many2.txt"].Title)
	require.Empty(t, byName["many2.txt"].Description)
	require.Equal(t, "text/markdown", byName["many3.md"].Type)
	for name, text := range map[string]string{"many1.txt": "one", "many2.txt": "two", "many3.md": "three"} {
		require.Equal(t, text, string(filesBytes(t, client, byName[name].ID)))
	}
	one, err := client.Files.UploadMany(t.Context(), []directus.Upload{filesUpload("alone.txt", "one")}, query.Fields("id", "title"))
	require.NoError(t, err)
	filesGone(t, client, one[0].ID)
	require.Equal(t, []system.File{{ID: one[0].ID, Title: "Alone"}}, one)
}

// filesLate is a reader that waits until it is ready.
type filesLate struct {
	io.Reader
	ready func() bool
}

func (l *filesLate) Read(p []byte) (int, error) {
	for range 1000 {
		if l.ready() {
			return l.Reader.Read(p)
		}
	}
	return 0, errors.New("never ready")
}

func TestRealFilesReplace(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, nil)
	client := clientOf(t, server)
	before, err := client.Files.Upload(t.Context(), directus.Upload{
		Name: "a.txt", Body: strings.NewReader("hello"), Fields: directus.Patch{"title": "Title", "tags": []string{"a"}},
	})
	require.NoError(t, err)
	upload := filesUpload("b.html", "<p>")
	upload.Fields = directus.Patch{"description": "new"}
	after, err := client.Files.Replace(t.Context(), before.ID, upload)
	require.NoError(t, err)
	require.Equal(t, before.ID, after.ID)
	require.Equal(t, "Title", after.Title)
	require.EqualValues(t, []string{"a"}, after.Tags)
	require.Equal(t, "new", after.Description)
	require.Equal(t, "b.html", after.FilenameDownload)
	require.Equal(t, "text/html", after.Type)
	require.EqualValues(t, 3, after.Filesize)
	require.Equal(t, []string{before.ID + ".html"}, filesOnDisk(t, root))
	require.Equal(t, "<p>", string(filesBytes(t, client, before.ID)))

	broken := errors.New("broken")
	_, err = client.Files.Replace(t.Context(), before.ID, directus.Upload{
		Name: "c.css", Body: io.MultiReader(io.LimitReader(zeros{}, 1<<20), iotest.ErrReader(broken)),
	})
	require.ErrorIs(t, err, broken)
	read, err := client.Files.ReadOne(t.Context(), before.ID)
	require.NoError(t, err)
	require.Equal(t, after, read, "the old one stays")
	require.Equal(t, []string{before.ID + ".html"}, filesOnDisk(t, root))

	const missing = "bbbbbbbb-1111-4111-8111-111111111111"
	made, err := client.Files.Replace(t.Context(), missing, filesUpload("new.txt", "new"))
	require.NoError(t, err)
	require.Equal(t, missing, made.ID)
	require.Equal(t, "new", string(filesBytes(t, client, missing)))
}

// A record can be made without bytes, which come later, or for those in the storage.
func TestRealFilesCreateOne(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, nil)
	client := clientOf(t, server)
	record := system.File{Storage: "local", FilenameDownload: "later.txt", Type: "text/plain", Title: "Later"}
	made, err := client.Files.CreateOne(t.Context(), record)
	require.NoError(t, err)
	require.Zero(t, made.Filesize)
	got, err := client.Files.Replace(t.Context(), made.ID, filesUpload("now.txt", "now"))
	require.NoError(t, err)
	require.Equal(t, "Later", got.Title)
	require.Equal(t, "now", string(filesBytes(t, client, made.ID)))
	require.NoError(t, client.Files.DeleteOne(t.Context(), made.ID))

	require.NoError(t, os.WriteFile(filepath.Join(root, "there.txt"), []byte("there"), 0o600))
	record.FilenameDisk = "there.txt"
	made, err = client.Files.CreateOne(t.Context(), record)
	require.NoError(t, err)
	require.Equal(t, "there", string(filesBytes(t, client, made.ID)))
	require.NoError(t, client.Files.DeleteOne(t.Context(), made.ID))
	require.Empty(t, filesOnDisk(t, root))

	_, err = client.Files.CreateOne(t.Context(), system.File{Title: "no type"})
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
}

// Values of every kind arrive in fields of the user's own as they would in JSON.
func TestRealFilesFields(t *testing.T) {
	t.Parallel()
	server, _ := filesServer(t, nil)
	client := clientOf(t, server)
	for name, kind := range map[string]string{
		"x_json": "json", "x_bool": "boolean", "x_int": "integer", "x_float": "float", "x_text": "text",
		"x_date": "date", "x_stamp": "timestamp", "x_csv": "csv",
	} {
		field := plain(name, kind)
		switch kind {
		case "json", "boolean", "timestamp":
			field["meta"] = m{"special": []string{"cast-" + kind}}
		case "csv":
			field["meta"] = m{"special": []string{"cast-csv"}}
		}
		succeed(t, client, http.MethodPost, "/fields/directus_files", field)
	}
	folder := makeRow(t, client, "/folders", m{"name": "F"})
	fields := directus.Patch{
		"x_json": m{"a": []any{float64(1), "two", nil}}, "x_bool": true, "x_int": 42, "x_float": 1.5, "x_text": "12",
		"x_date": "2026-01-31", "x_stamp": time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC), "x_csv": "a,b",
		"folder": folder, "title": "Title", "description": nil, "tags": []string{},
	}
	uploaded, err := directus.NewFiles[directus.Item](client).Upload(t.Context(), directus.Upload{Name: "a.txt", Body: strings.NewReader("x"), Fields: fields})
	require.NoError(t, err)
	fields["type"], fields["storage"], fields["filename_download"] = "text/plain", "local", "a.txt"
	written, err := directus.NewFiles[directus.Item](client).CreateOne(t.Context(), directus.Item(fields))
	require.NoError(t, err)
	for name := range fields {
		require.Equal(t, written[name], uploaded[name], name)
	}
	require.Equal(t, folder, uploaded["folder"])
	require.Equal(t, true, uploaded["x_bool"])
}

// Limits that an administrator may set.
func TestRealFilesLimits(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, map[string]string{
		"FILES_MAX_UPLOAD_SIZE": "2kb", "FILES_MIME_TYPE_ALLOW_LIST": "text/plain,image/*", "IMPORT_IP_DENY_LIST": "203.0.113.1",
	})
	client := clientOf(t, server)
	for name, size := range map[string]int64{"a little": 2100, "much": 50 << 20} {
		_, err := client.Files.Upload(t.Context(), directus.Upload{Name: "a.txt", Body: io.LimitReader(zeros{}, size), Size: size})
		require.ErrorIs(t, err, directus.CodeContentTooLarge, name)
		require.ErrorIs(t, err, directus.ErrTooLarge, name)
	}
	_, err := client.Files.Upload(t.Context(), filesUpload("a.html", "x"))
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	_, err = client.Files.Upload(t.Context(), directus.Upload{Name: "a.html", Body: io.LimitReader(zeros{}, 50<<20)})
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	if server.Major() > 10 {
		_, err = client.Files.Import(t.Context(), filesToImport(t)+"/page.html", directus.FileImport{})
		require.ErrorIs(t, err, directus.CodeInvalidPayload)
	}
	count, err := client.Files.Count(t.Context())
	require.NoError(t, err)
	require.Zero(t, count)
	require.Empty(t, filesOnDisk(t, root))
}

// filesToImport is the base URL of a server with files to import.
func filesToImport(t *testing.T) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page.html":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		case "/a b.txt":
			w.Header().Set("Content-Type", "text/plain")
		default:
			http.NotFound(w, r)
		}
		_, _ = io.WriteString(w, "imported "+r.URL.RawQuery)
	}).URL
}

func TestRealFilesImport(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, map[string]string{"IMPORT_IP_DENY_LIST": "203.0.113.1"})
	client := clientOf(t, server)
	from := filesToImport(t)
	file, err := client.Files.Import(t.Context(), from+"/a b.txt?x=y", directus.FileImport{
		Fields: directus.Patch{"title": "null", "tags": []string{"a"}, "description": "D"},
	})
	require.NoError(t, err)
	require.Equal(t, "null", file.Title)
	require.EqualValues(t, []string{"a"}, file.Tags)
	require.Equal(t, "D", file.Description)
	require.Equal(t, "a b.txt", file.FilenameDownload)
	require.Equal(t, "text/plain", file.Type)
	require.Equal(t, "imported x=y", string(filesBytes(t, client, file.ID)))

	again, err := client.Files.Import(t.Context(), from+"/page.html", directus.FileImport{Fields: directus.Patch{"id": file.ID}})
	require.NoError(t, err)
	require.Equal(t, file.ID, again.ID, "an id that exists is replaced")
	require.Equal(t, "imported ", string(filesBytes(t, client, file.ID)))
	require.Equal(t, []string{file.ID + ".html"}, filesOnDisk(t, root))

	var info directus.ResponseInfo
	for _, url := range []string{from + "/missing?token=secret", "http://127.0.0.1:1/?token=secret"} {
		_, err = client.With(directus.Into(&info)).Files.Import(t.Context(), url, directus.FileImport{})
		require.ErrorIs(t, err, directus.CodeServiceUnavailable)
		require.NotContains(t, err.Error(), "secret")
		require.Equal(t, 1, info.Attempts, "it is not tried again")
	}
	since(t, server, 11)
	_, err = client.Files.Import(t.Context(), from+"/page.html", directus.FileImport{Types: []string{"image/*"}})
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	_, err = client.Files.Import(t.Context(), from+"/page.html", directus.FileImport{Types: []string{"image/*", "text/html"}})
	require.NoError(t, err)
}

// Who may not upload learns so while the body is still being sent.
func TestRealFilesForbidden(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, nil)
	admin := clientOf(t, server)
	anonymous := clientTo(t, server.URL)
	wrong := clientTo(t, server.URL, directus.WithStaticToken("wrong"))
	big := func() directus.Upload {
		return directus.Upload{Name: "a.bin", Body: io.LimitReader(zeros{}, 50<<20), Size: 50 << 20}
	}
	for range 3 {
		_, err := anonymous.Files.Upload(t.Context(), big())
		require.ErrorIs(t, err, directus.CodeForbidden)
		_, err = wrong.Files.Upload(t.Context(), big())
		require.ErrorIs(t, err, directus.CodeInvalidCredentials)
		_, err = anonymous.Files.Replace(t.Context(), "cccccccc-1111-4111-8111-111111111111", big())
		require.ErrorIs(t, err, directus.CodeForbidden)
	}
	_, err := anonymous.Files.Import(t.Context(), "https://example.com/a", directus.FileImport{})
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.Empty(t, filesOnDisk(t, root))

	// Who may create and not read gets no record.
	since(t, server, 11)
	user := makeUser(t, admin, "directus_files", "create")
	_, err = user.Files.Upload(t.Context(), filesUpload("a.txt", "hello"))
	require.ErrorIs(t, err, directus.ErrNoContent)
	require.Len(t, filesOnDisk(t, root), 1)
	require.NoError(t, admin.Files.DeleteByQuery(t.Context(), query.Everything()), "a user who has files cannot be deleted")
}
