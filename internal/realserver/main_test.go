package realserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/godirectus/directus/internal/realserver"
)

// helperVariable makes the test binary, run again by a test, do one thing instead of testing.
const helperVariable = "REALSERVER_TEST_HELPER"

func TestMain(m *testing.M) {
	if task := os.Getenv(helperVariable); task != "" {
		os.Exit(help(task))
	}
	// Cleanup runs after the check, so the check sees the shared server running.
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		realserver.StopShared()
		os.Exit(code)
	}))
}

// help starts a server of the version that task names ("hold:12"), prints its address, and
// stops it, or holds it until this process is killed.
func help(task string) int {
	verb, version, _ := strings.Cut(task, ":")
	s, err := realserver.Start(context.Background(), realserver.Options{Version: version, Log: os.Stderr})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(s.URL)
	if verb == "hold" {
		time.Sleep(time.Hour)
	}
	if err := s.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// needNode skips a test that starts servers without Shared or New.
func needNode(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.Contains(err.Error(), realserver.ErrNoNode.Error()) {
		t.Skip(err)
	}
}

// call sends one request and decodes the reply's data into out, unless out is nil.
func call(t *testing.T, method, url, token string, body, out any) int {
	t.Helper()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		require.NoError(t, err)
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, url, content)
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	reply, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	if out != nil {
		require.NoError(t, json.Unmarshal(reply, &struct {
			Data any `json:"data"`
		}{out}), "%s", reply)
	}
	return resp.StatusCode
}

// login signs in with e-mail and password.
type login struct {
	AccessToken string `json:"access_token"`
	Expires     int    `json:"expires"`
}

func signIn(t *testing.T, s *realserver.Server) login {
	t.Helper()
	var reply login
	body := map[string]string{"email": s.Email, "password": s.Password}
	require.Equal(t, http.StatusOK, call(t, http.MethodPost, s.URL+"/auth/login", "", body, &reply))
	return reply
}
