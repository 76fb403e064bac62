package realserver_test

import (
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/realserver"
)

func TestShared(t *testing.T) {
	t.Parallel()
	s := realserver.Shared(t)
	require.Same(t, s, realserver.Shared(t))
	require.Equal(t, http.StatusOK, call(t, http.MethodGet, s.URL+"/users/me", s.Token, nil, nil))
}

func TestRunningServer(t *testing.T) {
	tests := map[string]struct {
		url, token, email string
		want              *realserver.Server
		wantErr           string
	}{
		"none":          {},
		"without token": {url: "http://cms.test", wantErr: "must be set together"},
		"without url":   {token: "t", wantErr: "must be set together"},
		"both":          {url: "http://cms.test", token: "t", want: &realserver.Server{URL: "http://cms.test", Token: "t"}},
		"with e-mail": {
			url: "http://cms.test", token: "t", email: "a@example.com",
			want: &realserver.Server{URL: "http://cms.test", Token: "t", Email: "a@example.com"},
		},
		"slash at the end": {url: "http://cms.test/", token: "t", want: &realserver.Server{URL: "http://cms.test", Token: "t"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DIRECTUS_URL", tt.url)
			t.Setenv("DIRECTUS_TOKEN", tt.token)
			t.Setenv("DIRECTUS_EMAIL", tt.email)
			t.Setenv("DIRECTUS_PASSWORD", "")
			s, err := realserver.Running()
			if tt.wantErr != "" {
				require.ErrorContains(t, err, tt.wantErr)
			}
			require.Equal(t, tt.want, s)
			if s != nil {
				require.NoError(t, s.Stop(), "does nothing")
				require.Empty(t, s.Output())
				require.Empty(t, s.Database())
			}
		})
	}
}

// Shared starts at most one server in a process, so its other ways are taken in a process of
// their own, which runs TestShared or TestDefaultVersion.
func TestSharedElsewhere(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		run  string
		env  []string
		want []string
	}{
		"no node": {
			run:  "^TestShared$",
			env:  []string{"PATH=", "DIRECTUS_URL=", "DIRECTUS_TOKEN="},
			want: []string{"--- SKIP: TestShared", "needs a real Directus", "node and npm", "DIRECTUS_URL", "DIRECTUS_TOKEN"},
		},
		"no node for an own server": {
			run:  "^TestDefaultVersion$/^default$",
			env:  []string{"PATH=", "DIRECTUS_URL=http://cms.test", "DIRECTUS_TOKEN=t"},
			want: []string{"--- SKIP: TestDefaultVersion/default", "Directus of its own", "node and npm"},
		},
		"half an address": {
			run:  "^TestShared$",
			env:  []string{"DIRECTUS_URL=http://cms.test", "DIRECTUS_TOKEN="},
			want: []string{"--- FAIL: TestShared", "must be set together"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", tt.run)
			cmd.Env = append(os.Environ(), tt.env...)
			output, _ := cmd.CombinedOutput()
			for _, want := range tt.want {
				require.Contains(t, string(output), want)
			}
		})
	}
}

// With the address in the environment, Shared hands out that server and needs no Node.js.
func TestSharedUsesRunningServer(t *testing.T) {
	t.Parallel()
	s := realserver.New(t, realserver.Options{})
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run", "^TestShared$")
	cmd.Env = append(os.Environ(), "PATH=", "DIRECTUS_URL="+s.URL, "DIRECTUS_TOKEN="+s.Token)
	output, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", output)
	require.Contains(t, string(output), "--- PASS: TestShared")
	require.True(t, listens(t, s.URL), "StopShared leaves it alone")
}
