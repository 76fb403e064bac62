package system_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/codec"
)

// recorded are a few rows of each kind, as a server has given them.
type recorded map[string][]json.RawMessage

// record writes testdata; it runs when DIRECTUS_RECORD is set.
func record(t *testing.T, a api) {
	t.Helper()
	rows := recorded{}
	for name, k := range kinds {
		if !a.shows(name) {
			continue
		}
		data := a.get(t, k.path)
		if data[0] != '[' {
			data = append(append([]byte("["), data...), ']')
		}
		var all []json.RawMessage
		require.NoError(t, json.Unmarshal(data, &all))
		rows[name] = few(all)
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(rows))
	path := regexp.MustCompile(`"path":"[^"]*/`)
	lines := regexp.MustCompile(`,\{"(id|collection|policy|role)":|\],"`).ReplaceAllStringFunc(path.ReplaceAllString(text.String(), `"path":"/extensions/`), func(at string) string {
		return at[:len(at)-len(strings.TrimLeft(at, "],"))] + "\n" + strings.TrimLeft(at, "],")
	})
	name := a.major + ".json"
	if a.postgres {
		name = "postgres.json"
	}
	require.NoError(t, os.WriteFile(filepath.Join("testdata", name), []byte(lines), 0o600))
}

// few returns the first rows and all of the test's own.
func few(rows []json.RawMessage) (some []json.RawMessage) {
	for i, row := range rows {
		if i < 2 || bytes.Contains(row, []byte(`"books`)) || bytes.Contains(row, []byte(`"shelf"`)) {
			some = append(some, row)
		}
	}
	return some
}

// TestRecorded reads the replies of several servers, and loses nothing of them.
func TestRecorded(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.json")
	require.NoError(t, err)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			var rows recorded
			require.NoError(t, json.Unmarshal(text, &rows))
			for name, list := range rows {
				for _, row := range list {
					checkRow(t, name, row)
				}
			}
		})
	}
}

// checkRow reads a row, and expects it to be written as it was, but for what is null, false
// or 0 and for secrets.
func checkRow(t *testing.T, name string, row json.RawMessage) {
	t.Helper()
	item := kinds[name].decode(t, row).Index(0)
	assert.Empty(t, unknown(item, name))
	written, err := codec.Marshal(item.Interface())
	require.NoError(t, err)
	var before, after any
	require.NoError(t, json.Unmarshal(row, &before))
	require.NoError(t, json.Unmarshal(written, &after))
	assert.Equal(t, plain("", before), plain("", after), "%s as %s", row, written)
}

// plain returns what a value says: without nulls, zeros and secrets, which may be left out,
// and in one of the forms that servers give it.
func plain(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		left := m{}
		for name, inner := range v {
			if inner = plain(name, inner); inner != nil {
				left[name] = inner
			}
		}
		return left
	case []any:
		left := make([]any, len(v))
		for i, inner := range v {
			left[i] = plain(name, inner)
		}
		return left
	case string:
		switch {
		case v == "" || v == "**********" || name == "webhook_secret":
			return nil
		case name == "filesize" || name == "auth_data":
			var inner any
			if json.Unmarshal([]byte(v), &inner) == nil {
				return inner
			}
		}
		return strings.TrimSuffix(v, ".000Z")
	case float64:
		if v == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return value
}
