package directus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

// File names arrive as they are, without folders.
func TestRealUploadNames(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	tests := map[string]struct{ name, want string }{
		"quotes":           {`a "quoted" 'name'.txt`, ""},
		"quote at the end": {`a"`, ""},
		"newlines":         {"a\nb\r\nc.txt", ""},
		"tab":              {"a\tb.txt", ""},
		"other controls":   {"a\x01\x1b\x7f\u0085.txt", ""},
		"injection":        {"a\"\r\nContent-Type: html\r\n\r\nx.txt", ""},
		"unicode":          {"Ünïcödé 日本語 \u202egnp.txt", ""},
		"decomposed":       {"u\u0308.txt", ""},
		"emoji":            {"👩‍👩‍👧.txt", ""},
		"up":               {"../../etc/passwd", "passwd"},
		"folder":           {"a/b.txt", "b.txt"},
		"backslashes":      {`C:\dir\b.txt`, "b.txt"},
		"percent":          {"100%25 %41%.txt", ""},
		"semicolons":       {"a; filename=b.txt; c=\"d.txt", ""},
		"leading dot":      {".htaccess", ""},
		"dots":             {"...", ""},
		"spaces":           {"  a  b .txt ", ""},
		"only a space":     {" ", ""},
		"plus":             {"a+b&c=d.txt", ""},
		"null":             {"null", ""},
		"long":             {strings.Repeat("é", 251) + ".txt", ""},
		"long extension":   {"x." + strings.Repeat("y", 200), ""},
		"long with quotes": {strings.Repeat("\n", 251) + ".txt", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.want == "" {
				tt.want = tt.name
			}
			file, err := client.Files.Upload(t.Context(), directus.Upload{Name: tt.name, Body: strings.NewReader(name)})
			require.NoError(t, err)
			filesGone(t, client, file.ID)
			require.Equal(t, tt.want, file.FilenameDownload)
			require.Equal(t, name, string(filesBytes(t, client, file.ID)))
			replaced, err := client.Files.Replace(t.Context(), file.ID, directus.Upload{Name: tt.name, Body: strings.NewReader("replaced")})
			require.NoError(t, err)
			require.Equal(t, tt.want, replaced.FilenameDownload)
			require.Equal(t, file.Title, replaced.Title)
			require.Equal(t, "replaced", string(filesBytes(t, client, file.ID)))
		})
	}
}
