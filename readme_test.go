package directus_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program in the README compiles.
func TestReadmeProgram(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), "```go\n")
	require.True(t, found)
	program, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	folder := t.TempDir()
	main := filepath.Join(folder, "main.go")
	require.NoError(t, os.WriteFile(main, []byte(program), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(folder, "program"), main).CombinedOutput()
	require.NoError(t, err, "%s", out)
}
