package directus_test

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// parityTables are the headings of docs/parity.md and the lists of what each table has to
// have, so that no row can be forgotten.
var parityTables = map[string]string{
	"## Version 10 of the JavaScript SDK": "v10",
	"## Version 26 of the JavaScript SDK": "sdk26",
	"## Endpoints":                        "endpoints",
}

// removedIn12 are methods that the newest Directus has no answer for. Their tests start an
// older one.
var removedIn12 = []string{
	"Client.Utils.HashGenerate", "Client.Utils.HashVerify",
	"Client.Activity.CreateComment", "Client.Activity.UpdateComment", "Client.Activity.DeleteComment",
}

// withoutSource are methods that take a context and have no endpoint of their own.
var withoutSource = map[string]string{
	"Call": "any endpoint", "Client.Do": "any endpoint",
	"Client.Get": "any endpoint", "Client.Head": "any endpoint", "Client.Options": "any endpoint",
	"Client.Post": "any endpoint", "Client.Put": "any endpoint", "Client.Patch": "any endpoint",
	"Client.Delete": "any endpoint", "Client.Search": "any endpoint", "TransportFunc.Do": "any endpoint",
	"Auth.Token":        "renews with Refresh when it is time",
	"MemoryStorage.Get": "a storage", "MemoryStorage.Set": "a storage", "MemoryStorage.Delete": "a storage", "MemoryStorage.Lock": "a storage",
	"FileStorage.Get": "a storage", "FileStorage.Set": "a storage", "FileStorage.Delete": "a storage", "FileStorage.Lock": "a storage",
}

// parityRow is a line of a table.
type parityRow struct {
	name     string
	code     []string // Go names; none for what is not for clients
	tests    []string
	reason   string // why there is no code, or no test on a real server
	original string
}

func readParity(t *testing.T) map[string][]parityRow {
	t.Helper()
	text, err := os.ReadFile("docs/parity.md")
	require.NoError(t, err)
	tables := map[string][]parityRow{}
	table := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "## ") {
			table = parityTables[line]
			require.NotEmpty(t, table, "unknown table %q", line)
		}
		if strings.HasPrefix(line, "| `") {
			tables[table] = append(tables[table], parseParityRow(t, line))
		}
	}
	return tables
}

func parseParityRow(t *testing.T, line string) parityRow {
	t.Helper()
	cells := strings.Split(strings.Trim(line, "|"), "|")
	require.Len(t, cells, 4, "%s: want name, Go, test, reason", line)
	for i := range cells {
		cells[i] = strings.TrimSpace(cells[i])
	}
	return parityRow{
		name: strings.Trim(cells[0], "`"), code: names(cells[1]), tests: names(cells[2]),
		reason: cells[3], original: line,
	}
}

// names are the names in a cell, which stand between backquotes.
func names(cell string) (list []string) {
	for i, part := range strings.Split(cell, "`") {
		if i%2 == 1 {
			list = append(list, part)
		}
	}
	return list
}

// Every table has the rows of its list, each once.
func TestParityRows(t *testing.T) {
	t.Parallel()
	tables := readParity(t)
	for _, table := range parityTables {
		text, err := os.ReadFile("testdata/parity/" + table + ".txt")
		require.NoError(t, err)
		want := strings.Split(strings.TrimSpace(string(text)), "\n")
		var got []string
		for _, row := range tables[table] {
			got = append(got, row.name)
		}
		slices.Sort(want)
		slices.Sort(got)
		require.Equal(t, want, got, "rows of the table %s", table)
	}
}

// Every Go name exists, and the tests of its row exist, run on a real server or say why
// not, and use it.
func TestParityProofs(t *testing.T) {
	t.Parallel()
	root := parseFolder(t, ".")
	folders := map[string]*source{".": root, "query": parseFolder(t, "query")}
	for table, rows := range readParity(t) {
		for _, row := range rows {
			for _, problem := range row.check(t, folders) {
				t.Errorf("%s: %s\n\t%s", table, problem, row.original)
			}
		}
	}
}

func (r parityRow) check(t *testing.T, folders map[string]*source) (problems []string) {
	t.Helper()
	problem := func(text ...string) { problems = append(problems, strings.Join(text, " ")) }
	if len(r.code) == 0 && (r.reason == "" || len(r.tests) > 0) {
		problem("a row without a Go name has a reason and no test")
	}
	if len(r.code) > 0 && len(r.tests) == 0 {
		problem("no test")
	}
	used, real := newUse(), true
	for _, test := range r.tests {
		folder, name := path.Split(test)
		folder = path.Clean(folder)
		if folders[folder] == nil {
			require.True(t, folderExists(folder), r.original)
			folders[folder] = parseFolder(t, folder)
		}
		tests := folders[folder]
		switch {
		case len(tests.tests[name]) == 0:
			problem("there is no", test)
			continue
		case tests.alwaysSkips(name):
			problem(test, "always skips")
		}
		use := tests.useOf(name)
		used.add(use)
		real = real && strings.HasPrefix(name, "TestReal") && (use.names["realserver.Shared"] || use.names["realserver.New"])
	}
	if !real && r.reason == "" {
		problem("no reason why it is not tested on a real server")
	}
	for _, name := range r.code {
		if err := r.exists(folders, name); err != nil {
			problem(err.Error())
		} else if len(r.tests) > 0 && !used.of(name) {
			problem("no test uses", name)
		}
		if slices.Contains(removedIn12, name) && !used.keys[`Version "11"`] && !used.keys[`Version "10"`] {
			problem("Directus 12 has no", name, "but no test starts an older one")
		}
	}
	return problems
}

func (r parityRow) exists(folders map[string]*source, name string) error {
	if rest, ok := strings.CutPrefix(name, "query."); ok {
		_, err := folders["query"].find(rest)
		return err
	}
	_, err := folders["."].find(name)
	return err
}

// Every method that talks to the server says which endpoint it calls, and is in a table.
func TestParityHasEveryMethod(t *testing.T) {
	t.Parallel()
	root := parseFolder(t, ".")
	inTable := map[any]bool{}
	for _, rows := range readParity(t) {
		for _, row := range rows {
			for _, name := range row.code {
				if f, err := root.find(name); err == nil {
					inTable[f] = true
				}
			}
		}
	}
	for name, f := range root.exported() {
		switch {
		case hasSource(f) && !inTable[f]:
			t.Errorf("%s is in no table of docs/parity.md", name)
		case !hasSource(f) && takesContext(f) && withoutSource[name] == "":
			t.Errorf("%s does not say which endpoint it calls: no \"API: …\" at the end of its comment", name)
		}
	}
}
