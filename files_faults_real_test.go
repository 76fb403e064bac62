package directus_test

import (
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// filesCut is the address of a proxy before a server, which cuts the first so many
// connections that have sent a tenth of the large file.
func filesCut(t *testing.T, base string, first int32) string {
	t.Helper()
	var cuts atomic.Int32
	cuts.Store(first)
	server := strings.TrimPrefix(base, "http://")
	url, _ := serveConns(t, nil, func(p peer) {
		to, err := new(net.Dialer).DialContext(t.Context(), "tcp", server)
		if err != nil {
			return
		}
		defer to.Close()
		var replies sync.WaitGroup
		replies.Go(func() { _, _ = io.Copy(p, to); _ = p.CloseWrite() })
		if _, err := io.CopyN(to, p, filesLarge/10); err == nil && cuts.Add(-1) < 0 {
			_, _ = io.Copy(to, p)
		}
		_ = to.Close()
		p.reset()
		replies.Wait()
	})
	return url
}

const filesLarge = 50 << 20

// noise is a reader of bytes that look random, the same each time.
type noise struct{ x uint32 }

func (n *noise) Read(p []byte) (int, error) {
	for i := range p {
		n.x = n.x*1664525 + 1013904223
		p[i] = byte(n.x >> 24)
	}
	return len(p), nil
}

// filesLargeText is the content of the large file, and its hash.
func filesLargeText(t *testing.T) (string, [sha256.Size]byte) {
	t.Helper()
	text := make([]byte, filesLarge)
	_, err := io.ReadFull(&noise{1}, text)
	require.NoError(t, err)
	return string(text), sha256.Sum256(text)
}

// filesHash is the hash of a file on the server.
func filesHash(t *testing.T, client *directus.Client, id string) [sha256.Size]byte {
	t.Helper()
	resp, err := client.Get(t.Context(), "/assets/"+id)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.Status)
	hash := sha256.New()
	_, err = io.Copy(hash, resp.Body)
	require.NoError(t, err)
	return [sha256.Size]byte(hash.Sum(nil))
}

// A large file arrives as it is, also where connections break: a replacement, which also
// makes the file, is sent again by itself; an upload is not, and of each that broke off the
// server keeps a record and half of the bytes. They can be told by the missing filesize.
func TestRealFilesLarge(t *testing.T) {
	t.Parallel()
	server, root := filesServer(t, nil)
	client := clientOf(t, server)
	text, want := filesLargeText(t)
	large := directus.Upload{Name: "large.bin", Body: strings.NewReader(text)}

	whole, err := client.Files.Upload(t.Context(), large)
	require.NoError(t, err)
	require.EqualValues(t, filesLarge, whole.Filesize)
	require.Equal(t, want, filesHash(t, client, whole.ID))
	require.NoError(t, client.Files.DeleteOne(t.Context(), whole.ID))
	require.Empty(t, filesOnDisk(t, root))

	var info directus.ResponseInfo
	shaky := func() *directus.Client { // its first three connections break
		retry := directus.WithRetry(directus.RetryPolicy{MaxAttempts: 5})
		return clientTo(t, filesCut(t, server.URL, 3), directus.WithStaticToken(server.Token), retry).With(directus.Into(&info))
	}

	// With an id of one's own: one call, one file.
	const id = "dddddddd-1111-4111-8111-111111111111"
	large.Body = strings.NewReader(text)
	large.Fields = directus.Patch{"title": "Large"}
	_, err = shaky().Files.Replace(t.Context(), id, large)
	require.NoError(t, err)
	require.Equal(t, 4, info.Attempts)
	records, err := client.Files.ReadByQuery(t.Context())
	require.NoError(t, err)
	require.Len(t, records.Data, 1)
	require.Equal(t, id, records.Data[0].ID)
	require.Equal(t, "Large", records.Data[0].Title)
	require.EqualValues(t, filesLarge, records.Data[0].Filesize)
	require.Equal(t, []string{id + ".bin"}, filesOnDisk(t, root))
	require.Equal(t, want, filesHash(t, client, id))

	// By a loop of the user's: one complete file, and what is left of the others.
	large.Body, large.Fields = strings.NewReader(text), nil
	user, tries := shaky(), 0
	for done := false; !done; tries++ {
		if whole, err = user.Files.Upload(t.Context(), large); err != nil {
			var answered *directus.Error
			require.False(t, errors.As(err, &answered), "no answer came: %v", err)
			require.Equal(t, 1, info.Attempts, "it is not sent again")
		}
		done = err == nil
	}
	require.Equal(t, 4, tries)
	require.Equal(t, want, filesHash(t, client, whole.ID))
	complete, err := client.Files.Count(t.Context(), query.NotNull("filesize"))
	require.NoError(t, err)
	require.Equal(t, 2, complete)
	halves, err := client.Files.ReadByQuery(t.Context(), query.Null("filesize"))
	require.NoError(t, err)
	require.Len(t, halves.Data, 3, "that is how the server is")

	// Small files in their places, and they can be deleted with all that is left of them.
	for _, half := range halves.Data {
		_, err := client.Files.Replace(t.Context(), half.ID, filesUpload("empty.bin", ""))
		require.NoError(t, err)
		require.NoError(t, client.Files.DeleteOne(t.Context(), half.ID))
	}
	require.ElementsMatch(t, []string{id + ".bin", whole.ID + ".bin"}, filesOnDisk(t, root))
}
