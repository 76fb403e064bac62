package directus_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1" // one-time passwords are made with it
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// refreshCounter is a proxy in front of a server that counts refreshes, and those that the
// server refused.
type refreshCounter struct {
	*httptest.Server
	refreshes, refused atomic.Int32
}

func countRefreshes(t *testing.T, server *realserver.Server) *refreshCounter {
	t.Helper()
	target, err := url.Parse(server.URL)
	require.NoError(t, err)
	counter := &refreshCounter{}
	transport := &http.Transport{MaxIdleConnsPerHost: 256}
	t.Cleanup(transport.CloseIdleConnections)
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport: transport,
		ModifyResponse: func(r *http.Response) error {
			if r.Request.URL.Path == "/auth/refresh" {
				counter.refreshes.Add(1)
				if r.StatusCode != http.StatusOK {
					counter.refused.Add(1)
				}
			}
			return nil
		},
	}
	counter.Server = httptest.NewServer(proxy)
	t.Cleanup(counter.Close)
	return counter
}

// withPassword is the shared server, where the administrator's password is known: always,
// unless DIRECTUS_URL names it.
func withPassword(t *testing.T) *realserver.Server {
	t.Helper()
	server := realserver.Shared(t)
	if server.Password == "" {
		t.Skip("needs the administrator's password: set DIRECTUS_EMAIL and DIRECTUS_PASSWORD too")
	}
	return server
}

// admin is how the administrator of a server signs in.
func admin(server *realserver.Server) directus.Credentials {
	return directus.Credentials{Email: server.Email, Password: server.Password}
}

// readMe reads the user who is signed in.
func readMe(ctx context.Context, client *directus.Client) error {
	_, err := directus.Call[user](ctx, client, &directus.Request{Method: "GET", Path: "/users/me"})
	return err
}

const expiries = 10

// 200 goroutines read through ten expiries in each mode: no read fails, and each expiry
// causes exactly one refresh, with a token that the server knows.
func TestRealSessionsUnderLoad(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Env: map[string]string{
		"ACCESS_TOKEN_TTL": "2s", "SESSION_COOKIE_TTL": "10s", "CACHE_SCHEMA": "true",
	}})
	for _, mode := range modes { // one after the other: together they ask more than one server bears
		readThroughExpiries(t, server, mode)
	}
}

func readThroughExpiries(t *testing.T, server *realserver.Server, mode directus.Mode) {
	t.Helper()
	proxy := countRefreshes(t, server)
	client := clientTo(t, proxy.URL, directus.WithAuthMode(mode))
	require.NoError(t, client.Auth.Login(t.Context(), admin(server)))
	tokens := &sync.Map{}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 200 {
		readers.Go(func() {
			for {
				token, err := client.Auth.Token(t.Context())
				assert.NoError(t, err, mode)
				tokens.Store(token, nil)
				if !assert.NoError(t, readMe(t.Context(), client), mode) {
					return
				}
				select {
				case <-done:
					return
				case <-time.After(time.Duration(rand.N(8000)) * time.Millisecond):
				}
			}
		})
	}
	require.Eventually(t, func() bool { return proxy.refreshes.Load() >= expiries }, 2*time.Minute, 50*time.Millisecond)
	close(done)
	readers.Wait()
	require.NoError(t, client.Close())
	seen := 0
	tokens.Range(func(any, any) bool { seen++; return true })
	require.Zero(t, proxy.refused.Load(), mode)
	require.LessOrEqual(t, int(proxy.refreshes.Load()), seen+1, "a refresh that nobody needed, in mode %s", mode)
}

// sessionFile makes the test binary, run again by a test, read with the session in a file.
const sessionFile = "DIRECTUS_TEST_SESSION_FILE"

// readWithSessionFile reads for a while with the session in a file, and returns the exit
// code of the process.
func readWithSessionFile(path, address string) int {
	storage, err := directus.NewFileStorage(path)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	client, err := directus.New(address, directus.WithStorage(storage))
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer client.Close()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := readMe(context.Background(), client); err != nil {
			fmt.Println(err)
			return 1
		}
	}
	return 0
}

// Two processes on one file through ten expiries: no read fails, and no refresh is sent
// with a token that was used.
func TestRealSessionSharedByProcesses(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Env: map[string]string{"ACCESS_TOKEN_TTL": "2s"}})
	proxy := countRefreshes(t, server)
	path := filepath.Join(t.TempDir(), "session.json")
	storage, err := directus.NewFileStorage(path)
	require.NoError(t, err)
	client := clientTo(t, proxy.URL, directus.WithStorage(storage))
	require.NoError(t, client.Auth.Login(t.Context(), admin(server)))
	require.NoError(t, client.Close())
	var processes sync.WaitGroup
	for range 2 {
		processes.Go(func() {
			command := exec.CommandContext(t.Context(), os.Args[0])
			command.Env = append(os.Environ(), sessionFile+"="+path, "DIRECTUS_TEST_ADDRESS="+proxy.URL)
			out, err := command.CombinedOutput()
			assert.NoError(t, err, "%s", out)
		})
	}
	processes.Wait()
	require.Zero(t, proxy.refused.Load())
	require.GreaterOrEqual(t, int(proxy.refreshes.Load()), expiries-1)
	require.LessOrEqual(t, int(proxy.refreshes.Load()), 2*expiries)
}

func TestRealSignIn(t *testing.T) {
	t.Parallel()
	server := withPassword(t)
	for _, mode := range modes {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			storage, err := directus.NewFileStorage(filepath.Join(t.TempDir(), "session.json"))
			require.NoError(t, err)
			client := clientTo(t, server.URL, directus.WithAuthMode(mode), directus.WithStorage(storage))
			require.ErrorIs(t, readMe(t.Context(), client), directus.CodeInvalidCredentials)
			wrong := directus.Credentials{Email: server.Email, Password: "hunter2"}
			err = client.Auth.Login(t.Context(), wrong)
			require.ErrorIs(t, err, directus.CodeInvalidCredentials)
			require.NotContains(t, err.Error(), "hunter2")
			require.NoError(t, client.Auth.Login(t.Context(), admin(server)))
			require.NoError(t, readMe(t.Context(), client))
			require.NoError(t, client.Auth.Refresh(t.Context()))
			require.NoError(t, readMe(t.Context(), client))
			restarted := clientTo(t, server.URL, directus.WithStorage(storage))
			require.NoError(t, readMe(t.Context(), restarted))
			require.NoError(t, restarted.Auth.Refresh(t.Context()))
			require.NoError(t, readMe(t.Context(), client))
			require.NoError(t, restarted.Auth.Logout(t.Context()))
			require.ErrorIs(t, readMe(t.Context(), restarted), directus.CodeInvalidCredentials, "anonymous")
		})
	}
	t.Run("static", func(t *testing.T) {
		t.Parallel()
		client := clientTo(t, server.URL)
		require.ErrorIs(t, client.Auth.Static(t.Context(), "nobodys-token"), directus.CodeInvalidCredentials)
		require.NoError(t, client.Auth.Static(t.Context(), server.Token))
		require.NoError(t, readMe(t.Context(), client))
	})
}

// The "Private Access" flow on a session that the server does not know any more.
func TestRealPrivateAccess(t *testing.T) {
	t.Parallel()
	server := withPassword(t)
	storage := holding(t, `{"version":1,"mode":"json","access_token":"a","refresh_token":"r","expires":"2020-01-01T00:00:00Z","lifetime_ms":900000}`)
	client := clientTo(t, server.URL, directus.WithStorage(storage))
	require.ErrorIs(t, client.Auth.Refresh(t.Context()), directus.ErrSessionExpired)
	require.NoError(t, client.Auth.Login(t.Context(), admin(server)))
	require.NoError(t, readMe(t.Context(), client))
}

// Somebody to whom an item was shared signs in with the share and sees that item.
func TestRealShareLogin(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 2)
	share := makeRow(t, client, "/shares", m{"collection": name, "item": "1", "password": "open sesame"})
	guest := clientTo(t, realserver.Shared(t).URL)
	require.ErrorIs(t, guest.Auth.Login(t.Context(), directus.Credentials{Share: share, SharePassword: "no"}), directus.CodeInvalidCredentials)
	require.NoError(t, guest.Auth.Login(t.Context(), directus.Credentials{Share: share, SharePassword: "open sesame"}))
	require.NoError(t, guest.Auth.Refresh(t.Context()))
	shared, err := directus.Call[m](t.Context(), guest, &directus.Request{Method: "GET", Path: "/users/me"})
	require.NoError(t, err)
	if realserver.Shared(t).Major() < 11 {
		require.Contains(t, shared, "role", "Directus 10 tells the role too")
		delete(shared, "role")
	}
	require.Equal(t, m{"share": share}, shared)
	require.NoError(t, guest.Auth.Logout(t.Context()))
}

// A one-time password is asked for once two-factor authentication is on.
func TestRealLoginWithOTP(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	client := clientTo(t, server.URL)
	require.NoError(t, client.Auth.Login(t.Context(), admin(server)))
	secret, err := directus.Call[struct {
		Secret string `json:"secret"`
	}](t.Context(), client, &directus.Request{Method: "POST", Path: "/users/me/tfa/generate", Body: directus.JSON(m{"password": server.Password})})
	require.NoError(t, err)
	require.NoError(t, withOTP(t, secret.Secret, func(code string) error {
		return client.Users.EnableTFA(t.Context(), secret.Secret, code)
	}))
	again := clientTo(t, server.URL)
	require.ErrorIs(t, again.Auth.Login(t.Context(), admin(server)), directus.CodeInvalidOTP)
	require.NoError(t, withOTP(t, secret.Secret, func(code string) error {
		credentials := admin(server)
		credentials.OTP = code
		return again.Auth.Login(t.Context(), credentials)
	}))
	require.NoError(t, readMe(t.Context(), again))
}

// A password is reset with the link of the server's mail.
func TestRealPasswordReset(t *testing.T) {
	t.Parallel()
	mail := filepath.Join(t.TempDir(), "mail")
	script := filepath.Join(t.TempDir(), "sendmail")
	require.NoError(t, os.WriteFile(script, []byte("#!/bin/sh\ncat >> '"+mail+"'\n"), 0o700))
	server := realserver.New(t, realserver.Options{Env: map[string]string{
		"EMAIL_TRANSPORT": "sendmail", "EMAIL_SENDMAIL_PATH": script, "PASSWORD_RESET_URL_ALLOW_LIST": "https://shop.example.com/reset",
	}})
	client := clientTo(t, server.URL)
	require.ErrorIs(t, client.Password.Request(t.Context(), server.Email, "https://evil.example.com"), directus.CodeInvalidPayload)
	require.NoError(t, client.Password.Request(t.Context(), server.Email, "https://shop.example.com/reset"))
	var token string
	require.Eventually(t, func() bool {
		text, _ := os.ReadFile(mail)
		_, body, _ := bytes.Cut(bytes.ReplaceAll(text, []byte("\r"), nil), []byte("\n\n"))
		html, _ := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		found := regexp.MustCompile(`reset\?token=([\w.-]+)`).FindSubmatch(html)
		if found != nil {
			token = string(found[1])
		}
		return found != nil
	}, 20*time.Second, 20*time.Millisecond)
	wrong := directus.CodeInvalidToken
	if server.Major() < 11 {
		wrong = directus.CodeInternalServerError
	}
	require.ErrorIs(t, client.Password.Reset(t.Context(), "nonsense", "new password"), wrong)
	require.NoError(t, client.Password.Reset(t.Context(), token, "new password"))
	require.ErrorIs(t, client.Auth.Login(t.Context(), admin(server)), directus.CodeInvalidCredentials)
	require.NoError(t, client.Auth.Login(t.Context(), directus.Credentials{Email: server.Email, Password: "new password"}))
	require.ErrorIs(t, client.Password.Reset(t.Context(), token, "another"), directus.CodeForbidden, "a link works once")
}

// withOTP calls use with the one-time password of a secret (RFC 6238), and again with the
// next one when that took over before the server had looked at it.
func withOTP(t *testing.T, secret string, use func(code string) error) error {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	require.NoError(t, err)
	for {
		step := time.Now().Unix() / 30
		mac := hmac.New(sha1.New, key)
		require.NoError(t, binary.Write(mac, binary.BigEndian, step))
		sum := mac.Sum(nil)
		number := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fffffff
		err := use(fmt.Sprintf("%06d", number%1_000_000))
		if err == nil || time.Now().Unix()/30 == step {
			return err
		}
	}
}
