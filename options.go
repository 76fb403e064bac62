package directus

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// Option sets one property of a Client while [New] builds it.
type Option func(c *config) error

// config is what options have set.
type config struct {
	base          string
	token         string
	auth          Auth
	sessions      sessionConfig
	storagePrefix string
	retry         RetryPolicy
	limiter       *rate.Limiter
	timeout       time.Duration
	transport     Transport
	wire          *restyTransport // the transport, when it is the default one
	httpClient    *http.Client
	middleware    []Middleware
	header        http.Header
	params        url.Values
	codec         Codec
	logger        *slog.Logger
	searchAbove   int
	maxRequest    int64
	maxResponse   int64
}

func defaults() config {
	return config{
		header:      http.Header{"User-Agent": {"godirectus"}},
		params:      url.Values{},
		codec:       jsonCodec{},
		searchAbove: 2000,
		retry:       defaultRetry,
		sessions: sessionConfig{
			mode: ModeJSON, storage: NewMemoryStorage(), before: 30 * time.Second, auto: true,
			cookies: cookieNames{refresh: "directus_refresh_token", session: "directus_session_token"},
		},
	}
}

// WithStaticToken signs every request in with a token that does not expire, as set in a
// user's Directus profile.
func WithStaticToken(token string) Option {
	return func(c *config) error {
		if err := checkToken(token); err != nil {
			return fmt.Errorf("WithStaticToken: %w", err)
		}
		c.token = token
		return nil
	}
}

// WithRetry says how often a request is sent again. The default is 3 attempts, with delays
// from 100 ms to 10 s; the deadline of the call's context always wins. What the server asks
// for, by Retry-After or the end of its rate limit, comes before the delays of the policy;
// when that is more than five minutes, the call fails at once and Error.RetryAfter tells.
//
// Reads, and updates and deletes of named keys that create nothing, are repeated after
// failures of the connection and the statuses 429, 502, 503 and 504. Creates and writes by
// query are repeated only when no connection could be made, or the server turned them away
// unseen: with 429, or with 503 under pressure.
func WithRetry(policy RetryPolicy) Option {
	return func(c *config) error {
		if err := policy.check(); err != nil {
			return fmt.Errorf("WithRetry: %w", err)
		}
		c.retry = policy
		return nil
	}
}

// WithRateLimit sends no more than perSecond requests a second, and up to burst at once,
// over the client and all its copies. Calls wait for their turn. The default is no limit.
func WithRateLimit(perSecond float64, burst int) Option {
	return func(c *config) error {
		if !(perSecond > 0) || burst < 1 {
			return fmt.Errorf("WithRateLimit(%v, %d): numbers above 0 are needed", perSecond, burst)
		}
		c.limiter = rate.NewLimiter(rate.Limit(perSecond), burst)
		return nil
	}
}

// WithTimeout gives up on an attempt when no reply has begun after d, which counts from
// when the last part of the request's body has gone. A reply's body may take as long as it
// likes. The default, 0, is no limit but that of the call's context.
func WithTimeout(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("WithTimeout(%s): it must not be negative", d)
		}
		c.timeout = d
		return nil
	}
}

// WithTransport sends all requests through t instead of net/http.
func WithTransport(t Transport) Option {
	return func(c *config) error {
		if t == nil {
			return errors.New("WithTransport: nil Transport")
		}
		c.transport = t
		return nil
	}
}

// WithHTTPClient sends all requests through a copy of client: its Transport, Jar, Timeout
// and CheckRedirect are kept. Redirects to another origin are refused whatever
// CheckRedirect says, and a nil Transport becomes the default one. Mind that Timeout also
// cuts off bodies that are still flowing.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return errors.New("WithHTTPClient: nil Client")
		}
		c.httpClient = client
		return nil
	}
}

// WithMiddleware puts layers around all requests; the first one given sees a request first.
func WithMiddleware(layers ...Middleware) Option {
	return func(c *config) error {
		for _, layer := range layers {
			if layer == nil {
				return errors.New("WithMiddleware: nil Middleware")
			}
		}
		c.middleware = append(c.middleware, layers...)
		return nil
	}
}

// WithHeader sets a header of every request. Authorization and Content-Type are refused:
// use [WithStaticToken], and a [Body] that knows its type.
func WithHeader(name, value string) Option {
	return func(c *config) error {
		if err := checkHeader(name, value); err != nil {
			return fmt.Errorf("WithHeader(%q): %w", name, err)
		}
		c.header.Set(name, value)
		return nil
	}
}

// WithParam sets a query parameter of every request. A parameter that a call sets itself
// wins.
func WithParam(name, value string) Option {
	return func(c *config) error {
		if err := checkParam(name); err != nil {
			return fmt.Errorf("WithParam(%q): %w", name, err)
		}
		c.params.Set(name, value)
		return nil
	}
}

// WithUserAgent sets the User-Agent header; the default is "godirectus".
func WithUserAgent(agent string) Option {
	return func(c *config) error {
		if agent == "" {
			return errors.New("WithUserAgent: empty name")
		}
		return WithHeader("User-Agent", agent)(c)
	}
}

// WithCodec encodes bodies and decodes items with codec. The envelope around the items
// is read by the library itself.
//
// The structs of package system want a codec that knows the tags of their Extra, as
// github.com/go-json-experiment/json does. With encoding/json what is in Extra gets lost, and
// the server refuses new relations and versions, for they have a member that it does not know.
func WithCodec(codec Codec) Option {
	return func(c *config) error {
		if codec == nil {
			return errors.New("WithCodec: nil Codec")
		}
		c.codec = codec
		return nil
	}
}

// WithLogger writes one line for each time a request is sent: method, route, status,
// duration and attempt, at level Info, or Warn when it failed. Secrets are never logged.
// The default is no log.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		if logger == nil {
			return errors.New("WithLogger: nil Logger")
		}
		c.logger = logger
		return nil
	}
}

// WithSearchAbove sends a list whose URL would be longer than this many bytes as a SEARCH
// request, which holds the query in its body. The default is 2000, which every proxy
// takes; Directus itself takes about 16,000. When a proxy refuses the method, the client
// goes back to GET for good.
func WithSearchAbove(bytes int) Option {
	return func(c *config) error {
		if bytes < 1 {
			return fmt.Errorf("WithSearchAbove(%d): a number from 1 up is needed", bytes)
		}
		c.searchAbove = bytes
		return nil
	}
}

// WithMaxRequestBytes refuses to send bodies larger than n bytes, with [ErrTooLarge].
// The default, 0, is no limit; Directus itself refuses JSON above 1 MB unless
// MAX_PAYLOAD_SIZE says otherwise.
func WithMaxRequestBytes(n int64) Option {
	return func(c *config) error {
		if n < 0 {
			return fmt.Errorf("WithMaxRequestBytes(%d): a number from 0 up is needed", n)
		}
		c.maxRequest = n
		return nil
	}
}

// WithMaxResponseBytes stops to read a reply after n bytes, with [ErrTooLarge]. The
// default, 0, is no limit.
func WithMaxResponseBytes(n int64) Option {
	return func(c *config) error {
		if n < 0 {
			return fmt.Errorf("WithMaxResponseBytes(%d): a number from 0 up is needed", n)
		}
		c.maxResponse = n
		return nil
	}
}
