package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// asProgram makes the test binary behave as the program.
const asProgram = "EXPORT_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

type m = map[string]any

// a row of the collections under test.
type row struct {
	ID    int    `json:"id,omitzero"`
	Code  string `json:"code,omitzero"`
	Text  string `json:"text"`
	Large string `json:"large"`
}

// text is what a line of NDJSON has to hold without breaking.
const text = "two\nlines, a \"quote\", <b>, é and \u2028"

func TestRealExport(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client, err := directus.New(server.URL, directus.WithStaticToken(server.Token))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	tests := map[string]struct {
		collection string
		key        string // empty: id
		rows       int
	}{
		"several pages": {"demo_export_many", "", 2*pageSize + 7},
		"key of text":   {"demo_export_codes", "code", pageSize + 1},
		"nothing":       {"demo_export_none", "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			makeCollection(t, client, tt.collection, tt.key, tt.rows)
			args := []string{tt.collection}
			if tt.key != "" {
				args = append(args, tt.key)
			}
			var out, screen bytes.Buffer
			require.NoError(t, run(t.Context(), server.URL, server.Token, args, &out, &screen))
			require.Equal(t, tt.rows, strings.Count(out.String(), "\n"))
			n := 0
			for line := range strings.Lines(out.String()) {
				n++
				require.Contains(t, line, `"large":"9007199254740993"`)
				var got row
				require.NoError(t, json.Unmarshal([]byte(line), &got))
				require.Equal(t, text, got.Text)
				require.True(t, got.ID == n || got.Code == code(n), line)
			}
			require.True(t, strings.HasPrefix(screen.String(), "\r["))
			require.True(t, strings.HasSuffix(screen.String(), fmt.Sprintf("\r[%s] %d of %d rows\n", strings.Repeat("#", width), tt.rows, tt.rows)))
			require.Equal(t, 1, strings.Count(screen.String(), "\n"))
		})
	}
	t.Run("no such collection", func(t *testing.T) {
		t.Parallel()
		var out, screen bytes.Buffer
		err := run(t.Context(), server.URL, server.Token, []string{"demo_export_unknown"}, &out, &screen)
		require.ErrorIs(t, err, directus.CodeForbidden)
		require.Empty(t, out.String()+screen.String())
	})
}

// code is a key whose order is that of n.
func code(n int) string { return fmt.Sprintf("code %04d", n) }

// makeCollection makes a collection with rows, and removes it after the test.
func makeCollection(t *testing.T, client *directus.Client, name, key string, rows int) {
	t.Helper()
	id := m{"field": "id", "type": "integer", "meta": m{}, "schema": m{"is_primary_key": true, "has_auto_increment": true}}
	if key != "" {
		id = m{"field": key, "type": "string", "meta": m{}, "schema": m{"is_primary_key": true}}
	}
	fields := []m{
		id,
		{"field": "text", "type": "text", "meta": m{}, "schema": m{}},
		{"field": "large", "type": "string", "meta": m{}, "schema": m{}},
	}
	_, err := directus.Call[m](t.Context(), client, &directus.Request{
		Method: "POST", Path: "/collections",
		Body: directus.JSON(m{"collection": name, "schema": m{}, "meta": m{}, "fields": fields}),
	})
	require.NoError(t, err)
	t.Cleanup(func() {
		gone := &directus.Request{Method: "DELETE", Path: "/collections/" + name}
		_, err := directus.Call[m](context.WithoutCancel(t.Context()), client, gone)
		require.ErrorIs(t, err, directus.ErrNoContent)
	})
	items := make([]row, rows)
	for n := range items {
		items[n] = row{Text: text, Large: "9007199254740993"}
		if key != "" {
			items[n].Code = code(n + 1)
		}
	}
	_, err = directus.NewItems[row](client, name).CreateMany(t.Context(), items)
	require.NoError(t, err)
}

// twoPages is a server with that many rows of a collection. When the second page is asked
// for it calls then, and never answers.
func twoPages(t *testing.T, then func()) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch asked := r.URL.Query(); {
		case asked.Has("aggregate"):
			fmt.Fprintf(w, `{"data":[{"count":%d}]}`, 2*pageSize)
		case asked.Has("filter"):
			then()
			<-r.Context().Done()
		default:
			rows := make([]string, pageSize)
			for n := range rows {
				rows[n] = fmt.Sprintf("{\n  \"large\": 1234567890123456789012,\n  \"id\": %d\n}", n+1)
			}
			fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(rows, ","))
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// Ctrl-C leaves whole lines, numbers with all their digits, and a failure's exit code.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("a program cannot send Ctrl-C there")
	}
	ctx, interrupt := context.WithCancel(t.Context())
	server := twoPages(t, interrupt)
	program := exec.CommandContext(ctx, os.Args[0], "articles")
	program.Cancel = func() error { return program.Process.Signal(os.Interrupt) }
	program.Env = append(os.Environ(), asProgram+"=1", "DIRECTUS_URL="+server.URL, "DIRECTUS_TOKEN=token")
	var out, screen bytes.Buffer
	program.Stdout, program.Stderr = &out, &screen
	var exit *exec.ExitError
	require.ErrorAs(t, program.Run(), &exit)
	require.Equal(t, 1, exit.ExitCode(), screen.String())
	lines := strings.SplitAfter(out.String(), "\n")
	require.Len(t, lines, pageSize+1)
	require.Equal(t, `{"large":1234567890123456789012,"id":500}`+"\n", lines[pageSize-1])
	require.Contains(t, screen.String(), "500 of 1000 rows\nstopped after 500 of 1000 rows: ")
}

// When nothing can be written any more, the first failure is told, once.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left")
	err := run(t.Context(), twoPages(t, func() {}).URL, "token", []string{"articles"}, failing{full}, io.Discard)
	require.ErrorIs(t, err, full)
	require.Equal(t, 1, strings.Count(err.Error(), "no space left"))
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestRunFails(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		url  string
		args []string
		want string
	}{
		"no collection":  {"https://cms.example.com", nil, "usage: export"},
		"too much":       {"https://cms.example.com", []string{"a", "b", "c"}, "usage: export"},
		"no server":      {"", []string{"a"}, "base URL"},
		"not a name":     {"https://cms.example.com", []string{".."}, "invalid"},
		"an empty key":   {"https://cms.example.com", []string{"a", ""}, "WithPrimaryKey"},
		"no such server": {"http://127.0.0.1:1", []string{"a"}, "refused"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, run(t.Context(), tt.url, "token", tt.args, io.Discard, io.Discard), tt.want)
		})
	}
}
