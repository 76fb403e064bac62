package directus_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// How long tests wait for what the server does in the background.
const (
	waiting = 20 * time.Second
	polling = 50 * time.Millisecond
)

// csvOf is a file with these lines.
func csvOf(lines ...string) directus.Upload {
	return directus.Upload{Name: "articles.csv", Body: strings.NewReader(strings.Join(lines, "\n"))}
}

// jsonOf is a file with this text.
func jsonOf(text string) directus.Upload {
	return directus.Upload{Name: "articles.json", Body: strings.NewReader(text)}
}

// partOf is the only file of a multipart body, and its media type.
func partOf(t *testing.T, s sent) (mediaType, text string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(s.ContentType)
	require.NoError(t, err)
	form := multipart.NewReader(strings.NewReader(s.Body), params["boundary"])
	part, err := form.NextPart()
	require.NoError(t, err)
	body, err := io.ReadAll(part)
	require.NoError(t, err)
	_, err = form.NextPart()
	require.ErrorIs(t, err, io.EOF)
	return part.Header.Get("Content-Type"), string(body)
}

func TestUtilsImportSends(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file       directus.Upload
		background bool
		want       string
		wantType   string
		wantPath   string
	}{
		"CSV":           {csvOf("id,title", "1,a"), false, "id,title\n1,a", "text/csv", "/utils/import/articles"},
		"JSON":          {jsonOf(`[{}]`), false, `[{}]`, "application/json", "/utils/import/articles"},
		"a given type":  {directus.Upload{Type: "text/csv", Body: strings.NewReader("id")}, false, "id", "text/csv", "/utils/import/articles"},
		"in background": {csvOf("id"), true, "id", "text/csv", "/utils/import/articles?background=true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, http.StatusOK, "")
			send := client.Utils.Import
			if tt.background {
				send = client.Utils.ImportInBackground
			}
			require.NoError(t, send(t.Context(), "articles", tt.file))
			media, text := partOf(t, f.one(t))
			require.Equal(t, tt.want, text)
			require.Equal(t, tt.wantType, media)
			request := f.one(t)
			request.Body = ""
			requireSent(t, sent{Method: "POST", Path: tt.wantPath}, request)
		})
	}
	client, _ := newFake(t, http.StatusForbidden, forbidden)
	require.ErrorIs(t, client.Utils.Import(t.Context(), "articles", csvOf("id")), directus.CodeForbidden)
}

// A file of JSON that breaks off is ended with a byte that no JSON has, however its type is
// written: or else the server would wait for the rest.
func TestUtilsImportBreaksOff(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, mediaType := range []string{"", "application/json", "Application/JSON; charset=utf-8"} {
		client, f := newFake(t, http.StatusOK, "")
		body := io.MultiReader(strings.NewReader(`[{}`), iotest.ErrReader(broken))
		err := client.Utils.Import(t.Context(), "articles", directus.Upload{Name: "a.json", Type: mediaType, Body: body})
		require.ErrorIs(t, err, broken, mediaType)
		require.Contains(t, f.one(t).Body, "[{}\x00", mediaType)
	}
}

func TestUtilsImportRefuses(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	client, f := newFake(t, http.StatusOK, "")
	for name, err := range map[string]error{
		"no collection":   client.Utils.Import(ctx, "", csvOf("id")),
		"no body":         client.Utils.Import(ctx, "articles", directus.Upload{Name: "a.csv"}),
		"no type":         client.Utils.Import(ctx, "articles", directus.Upload{Name: "a.txt", Body: strings.NewReader("")}),
		"fields":          client.Utils.Import(ctx, "articles", directus.Upload{Name: "a.csv", Body: strings.NewReader(""), Fields: directus.Patch{"title": "x"}}),
		"in a background": client.Utils.ImportInBackground(ctx, "..", csvOf("id")),
	} {
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
	}
	require.Empty(t, f.sent)
}

func TestImportBatchSends(t *testing.T) {
	t.Parallel()
	const reply = `{"data":{"applied":true,"mode":"merge","collections":{"ut":{"existing":[1],"new":["b"],"deleted":[9,10],"mapped":{"77":11}}}}}`
	batch := []directus.ImportCollection{{Collection: "ut", Items: []article{{ID: 1, Title: "a"}}}, {Collection: "va", Items: []m{}}}
	const body = `[{"collection":"ut","items":[{"id":1,"title":"a"}]},{"collection":"va","items":[]}]`
	key := func(id any) field.Key {
		key, err := field.NewKey(id)
		require.NoError(t, err)
		return key
	}
	client, f := newFake(t, http.StatusOK, reply)
	got, err := client.Utils.ImportBatch(t.Context(), batch, directus.ImportOptions{Mode: directus.ImportMerge, DryRun: true, AllowDelete: true})
	require.NoError(t, err)
	require.Equal(t, directus.ImportSummary{Applied: true, Mode: directus.ImportMerge, Collections: map[string]directus.ImportedKeys{"ut": {
		Existing: []field.Key{key(1)}, New: []field.Key{key("b")}, Deleted: []field.Key{key(9), key(10)}, Mapped: map[string]field.Key{"77": key(11)},
	}}}, got)
	requireSent(t, sent{Method: "POST", Path: "/utils/import?dangerouslyAllowDelete=true&dryRun=true&mode=merge", Body: body}, f.one(t))

	client, f = newFake(t, http.StatusOK, reply)
	batch[0].Items = []article{{Title: strings.Repeat("x", 1_000_000)}}
	_, err = client.Utils.ImportBatch(t.Context(), batch, directus.ImportOptions{})
	require.NoError(t, err)
	media, text := partOf(t, f.one(t))
	require.Equal(t, "application/json", media)
	require.Greater(t, len(text), 1_000_000)
	require.Empty(t, f.one(t).Query)

	client, _ = newFake(t, http.StatusForbidden, forbidden)
	_, err = client.Utils.ImportBatch(t.Context(), batch[1:], directus.ImportOptions{})
	require.ErrorIs(t, err, directus.CodeForbidden)
}

func TestImportBatchRefuses(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, `{"data":{}}`)
	one := []directus.ImportCollection{{Collection: "ut", Items: []m{}}}
	for name, tt := range map[string]struct {
		batch []directus.ImportCollection
		opts  directus.ImportOptions
	}{
		"nothing":             {nil, directus.ImportOptions{}},
		"no collection":       {[]directus.ImportCollection{{Items: []m{}}}, directus.ImportOptions{}},
		"no list":             {[]directus.ImportCollection{{Collection: "ut", Items: m{}}}, directus.ImportOptions{}},
		"no JSON":             {[]directus.ImportCollection{{Collection: "ut", Items: make(chan int)}}, directus.ImportOptions{}},
		"an unknown mode":     {one, directus.ImportOptions{Mode: "replace"}},
		"delete while adding": {one, directus.ImportOptions{AllowDelete: true}},
	} {
		_, err := client.Utils.ImportBatch(t.Context(), tt.batch, tt.opts)
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
	}
	require.Empty(t, f.sent)
}

func TestRealImportFile(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	ctx, client := t.Context(), clientOf(t, server)
	name := articlesName(t, client)
	items := directus.NewItems[article](client, name)
	holds := func(want ...article) {
		t.Helper()
		page, err := items.ReadByQuery(ctx)
		require.NoError(t, err)
		require.Equal(t, want, page.Data)
	}
	require.NoError(t, client.Utils.Import(ctx, name, jsonOf(`[{"id":1,"title":"a","rank":1},{"title":"b"}]`)))
	holds(article{ID: 1, Title: "a", Rank: 1}, article{ID: 2, Title: "b"})
	require.NoError(t, client.Utils.Import(ctx, name, csvOf("id,title", "1,A", "7,c")))
	want := []article{{ID: 1, Title: "A", Rank: 1}, {ID: 2, Title: "b"}, {ID: 7, Title: "c"}}
	holds(want...)

	text := directus.Upload{Type: "text/plain", Body: strings.NewReader("id,title\n1,x")}
	require.ErrorIs(t, client.Utils.Import(ctx, name, text), directus.CodeUnsupportedMediaType)
	require.ErrorIs(t, client.Utils.Import(ctx, name, jsonOf(`[{"id":1,"title":"x"},{"ti`)), directus.CodeInvalidPayload)
	require.ErrorIs(t, client.Utils.Import(ctx, "nowhere", csvOf("id", "1")), directus.CodeForbidden)
	broken := errors.New("broken")
	file := jsonOf("")
	file.Body = io.MultiReader(strings.NewReader(`[{"id":1,"title":"x"},{"id":8,"title":"y"}`), iotest.ErrReader(broken))
	require.ErrorIs(t, client.Utils.Import(ctx, name, file), broken)
	holds(want...)
	if server.Major() > 11 { // older ones crash
		file = csvOf("")
		file.Body = io.MultiReader(strings.NewReader("id,title\n1,x\n8,y\n"), iotest.ErrReader(broken))
		require.ErrorIs(t, client.Utils.Import(ctx, name, file), broken)
		holds(want...)
	}
	canceled, cancel := context.WithCancel(ctx)
	file = jsonOf("")
	file.Body = io.MultiReader(strings.NewReader(`[{"id":1,"title":"x"},`), readerFunc(func(p []byte) (int, error) {
		cancel()
		return copy(p, ` `), nil
	}))
	require.ErrorIs(t, client.Utils.Import(canceled, name, file), context.Canceled)
	holds(want...)

	var lines strings.Builder
	lines.WriteString("title,status\n")
	for n := range 3_000 {
		fmt.Fprintf(&lines, "number %d,%s\n", n, strings.Repeat("x", 500))
	}
	require.NoError(t, client.Utils.Import(ctx, name, directus.Upload{Type: "text/csv", Body: io.MultiReader(strings.NewReader(lines.String()))}))
	count, err := items.Count(ctx)
	require.NoError(t, err)
	require.Equal(t, 3_003, count)
}

// noticed waits until the user has n notifications with this subject, and deletes them after
// the test.
func noticed(t *testing.T, client *directus.Client, subject string, n int) {
	t.Helper()
	t.Cleanup(func() {
		require.NoError(t, client.Notifications.DeleteByQuery(context.WithoutCancel(t.Context()), query.Eq("subject", subject)))
	})
	require.Eventually(t, func() bool {
		count, err := client.Notifications.Count(t.Context(), query.Eq("subject", subject))
		return err == nil && count == n
	}, waiting, polling, subject)
}

func TestRealImportInBackground(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	ctx, client := t.Context(), clientOf(t, server)
	name := articlesName(t, client)
	items := directus.NewItems[article](client, name)
	require.NoError(t, client.Utils.ImportInBackground(ctx, name, csvOf("id,title", "5,five")))
	if server.Major() > 10 {
		noticed(t, client, "Your import has been successful", 1)
	}
	got, err := items.ReadOne(ctx, 5)
	require.NoError(t, err)
	require.Equal(t, "five", got.Title)
	err = client.Utils.ImportInBackground(ctx, name, jsonOf(`[{"id":"no number"}]`))
	if server.Major() == 10 {
		require.ErrorIs(t, err, directus.CodeForbidden)
		return
	}
	require.NoError(t, err)
	noticed(t, client, "Your import has failed", 1)
}

func TestRealImportBatch(t *testing.T) {
	t.Parallel()
	ctx, server := t.Context(), realserver.Shared(t)
	client := clientOf(t, server)
	batch := func(collection string, items any) []directus.ImportCollection {
		return []directus.ImportCollection{{Collection: collection, Items: items}}
	}
	if server.Major() < 12 {
		_, err := client.Utils.ImportBatch(ctx, batch("nowhere", []m{}), directus.ImportOptions{})
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		return
	}
	name := articlesName(t, client)
	items := directus.NewItems[article](client, name)
	_, err := items.CreateOne(ctx, article{Title: "there"})
	require.NoError(t, err)
	count := func() int {
		t.Helper()
		n, err := items.Count(ctx)
		require.NoError(t, err)
		return n
	}
	added, err := client.Utils.ImportBatch(ctx, batch(name, []article{{ID: 1, Title: "a"}, {ID: 77, Title: "b"}}), directus.ImportOptions{})
	require.NoError(t, err)
	require.True(t, added.Applied)
	require.Equal(t, directus.ImportAdd, added.Mode)
	require.Empty(t, added.Collections[name].Existing)
	require.Len(t, added.Collections[name].New, 2)
	require.Equal(t, "3", added.Collections[name].Mapped["77"].String())
	require.Equal(t, 3, count())

	merge := directus.ImportOptions{Mode: directus.ImportMerge, DryRun: true, AllowDelete: true}
	changed := batch(name, []m{{"id": 1, "title": "changed"}})
	planned, err := client.Utils.ImportBatch(ctx, changed, merge)
	require.NoError(t, err)
	require.False(t, planned.Applied)
	require.Len(t, planned.Collections[name].Deleted, 2)
	require.Equal(t, 3, count())
	merge.DryRun = false
	done, err := client.Utils.ImportBatch(ctx, changed, merge)
	require.NoError(t, err)
	require.True(t, done.Applied)
	require.Equal(t, planned.Collections, done.Collections)
	page, err := items.ReadByQuery(ctx)
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 1, Title: "changed"}}, page.Data)

	large := make([]article, 3_000)
	for n := range large {
		large[n] = article{Title: strings.Repeat("x", 500)}
	}
	_, err = client.Utils.ImportBatch(ctx, batch(name, large), directus.ImportOptions{})
	require.NoError(t, err)
	require.Equal(t, 3_001, count())
	_, err = client.Utils.ImportBatch(ctx, batch("nowhere", []m{}), directus.ImportOptions{})
	require.ErrorIs(t, err, directus.CodeForbidden)
}
