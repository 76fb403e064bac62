package directus_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
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
	tests := map[string]struct {
		ctx    context.Context
		upload directus.Upload
		want   error
	}{
		"reader":         {t.Context(), directus.Upload{Body: io.MultiReader(half(), iotest.ErrReader(broken))}, broken},
		"reader of size": {t.Context(), directus.Upload{Body: io.MultiReader(half(), iotest.ErrReader(broken)), Size: size}, broken},
		"too few":        {t.Context(), directus.Upload{Body: half(), Size: size}, io.ErrUnexpectedEOF},
		"cancelled": {ctx, directus.Upload{Body: zeros{}, Progress: func(sent, _ int64) {
			if sent > size {
				cancel()
			}
		}}, context.Canceled},
	}
	for name, tt := range tests { //nolint:paralleltest // One after the other, to see what each leaves behind.
		t.Run(name, func(t *testing.T) {
			tt.upload.Name = "half.bin"
			_, err := client.Files.Upload(tt.ctx, tt.upload)
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, "POST /files")
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
