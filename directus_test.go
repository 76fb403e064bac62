package directus_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

func TestNewRefusesBaseURLs(t *testing.T) {
	t.Parallel()
	for _, base := range []string{
		"", "cms.example.com", "//cms.example.com", "/path", "ftp://cms.example.com", "http://", "https:cms.example.com",
		"https://user:hunter2@cms.example.com", "https://cms.example.com?access_token=hunter2", "https://cms.example.com/#hunter2",
		"https://cms.example.com:hunter2", "https://cms.exa mple.com/hunter2", "https://%zz/hunter2",
	} {
		client, err := directus.New(base)
		require.ErrorContains(t, err, "base URL", base)
		require.NotContains(t, err.Error(), "hunter2")
		require.Nil(t, client)
	}
}

func TestNewRefusesOptions(t *testing.T) {
	t.Parallel()
	for name, option := range map[string]directus.Option{
		"WithStaticToken: empty":         directus.WithStaticToken(""),
		"WithStaticToken: the token has": directus.WithStaticToken("hunter2\n"),
		"WithTransport":                  directus.WithTransport(nil),
		"WithHTTPClient":                 directus.WithHTTPClient(nil),
		"WithMiddleware":                 directus.WithMiddleware(nil),
		"WithCodec":                      directus.WithCodec(nil),
		"WithLogger":                     directus.WithLogger(nil),
		"WithUserAgent":                  directus.WithUserAgent(""),
		`WithHeader("")`:                 directus.WithHeader("", "x"),
		`WithHeader("a b")`:              directus.WithHeader("a b", "x"),
		`WithHeader("X")`:                directus.WithHeader("X", "hunter2\r\nY: z"),
		`WithHeader("authorization")`:    directus.WithHeader("authorization", "Bearer hunter2"),
		`WithHeader("Content-Type")`:     directus.WithHeader("Content-Type", "text/plain"),
		`WithParam("")`:                  directus.WithParam("", "x"),
		`WithParam("access_token")`:      directus.WithParam("access_token", "hunter2"),
		"WithSearchAbove(0)":             directus.WithSearchAbove(0),
		"WithMaxRequestBytes(-1)":        directus.WithMaxRequestBytes(-1),
		"WithMaxResponseBytes(-1)":       directus.WithMaxResponseBytes(-1),
	} {
		client, err := directus.New("https://cms.example.com", option)
		require.ErrorContains(t, err, name)
		require.NotContains(t, err.Error(), "hunter2")
		require.Nil(t, client)
	}
	_, err := directus.New("https://cms.example.com", directus.WithTransport(&fake{}), directus.WithHTTPClient(http.DefaultClient))
	require.ErrorContains(t, err, "WithHTTPClient and WithTransport")
	client, err := directus.New("https://cms.example.com", nil)
	require.NoError(t, err)
	require.NoError(t, client.Close())
}

// The real transport keeps the path prefix of the base URL and the escapes of the path.
func TestRequestsOnTheWire(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		got, body = r, string(text)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"data":{"id":8,"title":"x"}}`)
	}))
	defer server.Close()
	client, err := directus.New(server.URL+"/cms/v1/", directus.WithStaticToken("secret"),
		directus.WithHeader("X-Tenant", "a"), directus.WithParam("locale", "de"), directus.WithUserAgent("shop/1.0"))
	require.NoError(t, err)
	defer client.Close()
	items := directus.NewItems[article](client, "arti/cles")

	_, err = items.UpdateOne(t.Context(), "a/b c?d", directus.Patch{"title": "ü"}, query.Fields("id", "title"))
	require.NoError(t, err)
	require.Equal(t, "PATCH", got.Method)
	require.Equal(t, "/cms/v1/items/arti%2Fcles/a%2Fb%20c%3Fd?fields=id%2Ctitle&locale=de", got.RequestURI)
	require.Equal(t, `{"title":"ü"}`, body)
	require.EqualValues(t, len(body), got.ContentLength)
	require.Equal(t, "Bearer secret", got.Header.Get("Authorization"))
	require.Equal(t, "application/json", got.Header.Get("Content-Type"))
	require.Equal(t, "a", got.Header.Get("X-Tenant"))
	require.Equal(t, "shop/1.0", got.Header.Get("User-Agent"))

	_, err = items.With(directus.Token("other"), directus.Header("X-Tenant", "b"), directus.Param("locale", "fr")).ReadOne(t.Context(), 8)
	require.NoError(t, err)
	require.Equal(t, "/cms/v1/items/arti%2Fcles/8?locale=fr", got.RequestURI)
	require.Equal(t, "Bearer other", got.Header.Get("Authorization"))
	require.Equal(t, "b", got.Header.Get("X-Tenant"))
	require.Empty(t, got.Header.Get("Content-Type"))

	_, err = client.Do(t.Context(), &directus.Request{Method: "POST", Path: "/auth/login", NoAuth: true, Query: map[string][]string{"locale": {"it"}}})
	require.NoError(t, err)
	require.Empty(t, got.Header.Get("Authorization"))
	require.Equal(t, "/cms/v1/auth/login?locale=it", got.RequestURI)
}

func TestBadRequestOptionsFailTheCall(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{}}`)
	for name, option := range map[string]directus.RequestOption{
		"Token":                   directus.Token(""),
		"Token: the token":        directus.Token("hunter2 x"),
		`Header("")`:              directus.Header("", "x"),
		`Header("Authorization")`: directus.Header("Authorization", "hunter2"),
		`Param("access_token")`:   directus.Param("access_token", "hunter2"),
		"Into":                    directus.Into(nil),
	} {
		copied := client.With(option, nil)
		_, err := copied.Get(t.Context(), "/server/ping")
		require.ErrorContains(t, err, name)
		require.ErrorIs(t, err, directus.ErrInvalidRequest)
		require.NotContains(t, err.Error(), "hunter2")
		_, err = directus.NewItems[article](client, "articles").With(option).ReadOne(t.Context(), 8)
		require.ErrorContains(t, err, name)
		_, err = directus.NewSingleton[article](copied, "articles").Read(t.Context())
		require.ErrorContains(t, err, name)
	}
	require.Empty(t, server.sent)
}

func TestWithDoesNotChangeTheOriginal(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{}}`, directus.WithStaticToken("first"))
	one := client.With(directus.Token("second"), directus.Header("X-A", "1"))
	_ = one.With(directus.Token("third"), directus.Header("X-A", "2"), directus.Param("p", "1"))
	for _, c := range []*directus.Client{client, one} {
		_, err := c.Get(t.Context(), "/x")
		require.NoError(t, err)
	}
	require.Equal(t, "Bearer first", server.sent[0].Header.Get("Authorization"))
	require.Empty(t, server.sent[0].Header.Get("X-A"))
	require.Equal(t, "Bearer second", server.sent[1].Header.Get("Authorization"))
	require.Equal(t, "1", server.sent[1].Header.Get("X-A"))
	require.Empty(t, server.sent[1].Query)
}

func TestClose(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":[]}`)
	copied := client.With()
	require.NoError(t, copied.Close())
	_, err := client.Get(t.Context(), "/x")
	require.NoError(t, err)
	require.NoError(t, client.Close())
	require.NoError(t, client.Close())
	for _, c := range []*directus.Client{client, copied} {
		for name, call := range allCalls(directus.NewItems[article](c, "articles")) {
			require.ErrorIs(t, call(t.Context()), directus.ErrClosed, name)
		}
	}
	require.Len(t, server.sent, 1)
	require.NoError(t, (*directus.Client)(nil).Close())
}

func TestDoRefusesRequests(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, "")
	for want, req := range map[string]*directus.Request{
		"nil Request":        nil,
		"unknown method":     {Method: "get", Path: "/x"},
		"one slash":          {Method: "GET", Path: "x"},
		"must begin":         {Method: "GET", Path: "//evil.example/x"},
		`a segment ".."`:     {Method: "GET", Path: "/items/../users"},
		"segment":            {Method: "GET", Path: "/items/%2e%2E/users"},
		"is not escaped":     {Method: "GET", Path: "/items/a?b"},
		"not escaped":        {Method: "GET", Path: "/items/a#b"},
		"directus.Path":      {Method: "GET", Path: "/items/a b"},
		"with directus.Path": {Method: "GET", Path: "/items/%zz"},
		"build it":           {Method: "GET", Path: "/items/\n"},
	} {
		_, err := client.Do(t.Context(), req)
		require.ErrorContains(t, err, want)
		require.ErrorIs(t, err, directus.ErrInvalidRequest)
		_, err = directus.Call[any](t.Context(), client, req)
		require.ErrorContains(t, err, want)
		require.ErrorIs(t, err, directus.ErrInvalidRequest)
	}
	_, err := client.Do(nil, &directus.Request{Method: "GET", Path: "/x"}) //nolint:staticcheck // That nil fails is the point.
	require.ErrorContains(t, err, "nil Context")
	require.Empty(t, server.sent)
}

func TestMiddleware(t *testing.T) {
	t.Parallel()
	var seen []string
	layer := func(name string) directus.Middleware {
		return func(next directus.Transport) directus.Transport {
			return directus.TransportFunc(func(ctx context.Context, req *directus.Request) (*directus.Response, error) {
				seen = append(seen, name+" "+req.Route+" "+req.Header.Get("Authorization"))
				resp, err := next.Do(ctx, req)
				seen = append(seen, "after "+name+req.Header.Get("Authorization"))
				return resp, err
			})
		}
	}
	client, server := newFake(t, http.StatusOK, `{"data":{}}`, directus.WithStaticToken("secret"),
		directus.WithMiddleware(layer("a")), directus.WithMiddleware(layer("b")))
	_, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
	require.NoError(t, err)
	require.Equal(t, []string{"a /items/{collection}/{id} ", "b /items/{collection}/{id} ", "after b", "after a"}, seen)
	require.Equal(t, "Bearer secret", server.one(t).Header.Get("Authorization"))
}

func TestCallersError(t *testing.T) {
	t.Parallel()
	broken := errors.New("the wire is cut")
	client := newClient(t, &fake{err: broken})
	_, err := directus.NewItems[article](client, "articles").ReadOne(t.Context(), 8)
	require.ErrorIs(t, err, broken)
	require.EqualError(t, err, "directus: GET /items/{collection}/{id}: the wire is cut")
}

func TestInto(t *testing.T) {
	t.Parallel()
	var info directus.ResponseInfo
	f := &fake{status: http.StatusForbidden, body: forbidden, header: http.Header{"Content-Type": {"application/json"}, "X-Cache": {"HIT"}}}
	client := newClient(t, f).With(directus.Into(&info))
	_, err := client.Get(t.Context(), "/x")
	require.NoError(t, err)
	require.Equal(t, http.StatusForbidden, info.Status)
	require.Equal(t, "HIT", info.Header.Get("X-Cache"))
	require.Equal(t, 1, info.Attempts)
	require.Positive(t, info.Duration)
	f.err = errors.New("cut")
	_, err = client.Get(t.Context(), "/x")
	require.Error(t, err)
	require.Zero(t, info.Status)
	require.Nil(t, info.Header)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	client, server := newFake(t, http.StatusOK, `{"data":{"title":"0123456789"}}`, directus.WithMaxRequestBytes(20), directus.WithMaxResponseBytes(20))
	items := directus.NewItems[article](client, "articles")
	_, err := items.CreateOne(t.Context(), article{Title: strings.Repeat("x", 20)})
	require.ErrorIs(t, err, directus.ErrTooLarge)
	require.Empty(t, server.sent)
	_, err = items.ReadOne(t.Context(), 8)
	require.ErrorIs(t, err, directus.ErrTooLarge)
	resp, err := client.Get(t.Context(), "/x")
	require.NoError(t, err)
	_, err = resp.Bytes()
	require.ErrorIs(t, err, directus.ErrTooLarge)
	exact, _ := newFake(t, http.StatusOK, `{"data":{}}`, directus.WithMaxResponseBytes(11))
	_, err = directus.NewItems[article](exact, "articles").ReadOne(t.Context(), 8)
	require.NoError(t, err)
}

// A stream is refused at the limit too, though its size is not known before.
func TestLimitOfAStream(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer server.Close()
	client, err := directus.New(server.URL, directus.WithMaxRequestBytes(20))
	require.NoError(t, err)
	defer client.Close()
	for _, size := range []int64{30, -1} {
		_, err = client.Post(t.Context(), "/x", directus.Stream("text/plain", size, func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(strings.Repeat("x", 30))), nil
		}))
		require.ErrorIs(t, err, directus.ErrTooLarge)
	}
}

// slowJSON is a codec that counts its use.
type countingCodec struct{ encoded, decoded *int }

func (c countingCodec) Encode(w io.Writer, v any) error {
	*c.encoded++
	return stdEncode(w, v)
}

func (c countingCodec) Decode(r io.Reader, v any) error {
	*c.decoded++
	return stdDecode(r, v)
}

func TestWithCodec(t *testing.T) {
	t.Parallel()
	var encoded, decoded int
	client, server := newFake(t, http.StatusOK, `{"meta":{"total_count":3},"data":{"id":8,"TITLE":"x"}}`, directus.WithCodec(countingCodec{&encoded, &decoded}))
	items := directus.NewItems[article](client, "articles")
	got, err := items.CreateOne(t.Context(), article{Title: "<x>"})
	require.NoError(t, err)
	require.Equal(t, article{ID: 8, Title: "x"}, got, "encoding/json ignores case")
	require.Equal(t, `{"title":"\u003cx\u003e"}`, strings.TrimSpace(server.one(t).Body))
	require.Equal(t, 1, encoded)
	require.Equal(t, 1, decoded)
	resp, err := client.Get(t.Context(), "/x")
	require.NoError(t, err)
	require.NoError(t, resp.Decode(new(m)))
	require.Equal(t, 2, decoded)
}

func TestLogger(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	logger := slog.New(slog.NewTextHandler(&text, nil))
	f := &fake{status: http.StatusOK, body: `{"data":{}}`}
	client := newClient(t, f, directus.WithLogger(logger), once)
	items := directus.NewItems[article](client, "articles")
	_, err := items.ReadOne(t.Context(), "secret-key", query.Eq("a", "secret-value"))
	require.NoError(t, err)
	f.status = http.StatusBadGateway
	_, err = items.ReadOne(t.Context(), 8)
	require.Error(t, err)
	f.err = errors.New("the wire is cut")
	_, err = client.Get(t.Context(), "/items/articles/secret-key")
	require.Error(t, err)
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	require.Len(t, lines, 3)
	for i, want := range [][]string{
		{"level=INFO", "method=GET", "route=/items/{collection}/{id}", "status=200", "attempt=1", "duration="},
		{"level=WARN", "status=502"},
		{"level=WARN", "route=/items/…", `error="the wire is cut"`},
	} {
		for _, part := range want {
			require.Contains(t, lines[i], part)
		}
	}
	require.NotContains(t, text.String(), "secret")
}
