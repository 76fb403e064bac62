// Package directus reads, writes and manages a Directus project through typed generics.
//
// A [Client] belongs to one project and is safe for many goroutines. [NewItems] makes a
// handle for one collection and the Go type of its items:
//
//	client, err := directus.New("https://cms.example.com", directus.WithStaticToken(token))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//
//	articles := directus.NewItems[Article](client, "articles")
//	page, err := articles.ReadByQuery(ctx,
//		query.Eq("status", "published"),
//		query.Fields("id", "title", "author.name"),
//		query.Sort("-date_published"),
//		query.Limit(10),
//		query.Meta(query.TotalCount))
//
// # Reading and writing
//
// [Items] has ReadOne, ReadMany, ReadByQuery, Find, Exists and Count to read; All, Pages and
// Stream to go through any number of items; CreateOne and CreateMany, UpdateOne, UpdateMany,
// UpdateBatch and UpdateByQuery, DeleteOne, DeleteMany and DeleteByQuery to write, Import for
// any number of items. [Aggregate] groups and sums, [Singleton] is a collection of one item.
// What a read returns is said with the options of package query; types for relations, dates
// and the like are in package field. Give fields json tags: names match with their case, and
// what matches nothing stays empty without an error. Change an item by sending only what
// changes, as a [Patch] or a struct whose unset fields are left out:
//
//	a, err := articles.UpdateOne(ctx, 15, directus.Patch{"title": "Hello"})
//
// # The rest of the API
//
// Everything else is a field of [Client], with the structs of package system:
//
//   - [Files] has the records of files, and uploads that stream or resume; [Assets] has the
//     bytes, images in other sizes, and ZIP files.
//   - [Users] has accounts, invitations, registration and two-factor authentication;
//     [Password] resets passwords. [Roles] and users have [Policies] through Access, and
//     these have [Permissions].
//   - [Collections], [Fields] and [Relations] are the data model; [Schema] copies it to
//     another project.
//   - [Flows] are triggered, [Versions] saved, compared and promoted; [Shares] let those in
//     who have no account: see [Credentials].
//   - [Utils] imports, exports, sorts and reverts. [Activity], [Revisions] and Comments tell
//     what became of an item.
//   - [Server], [Settings], [Extensions], [License] and [Deployments] are for those who run
//     the project. Folders, Presets, Notifications, Dashboards, Panels, Operations and
//     Translations are plain collections.
//
// Users, Roles, Policies, Flows, Versions and Shares have all methods of [Items] beside
// their own. What embeds no Items offers only what the server can do.
//
// A new policy takes its permissions and roles along as rows: field.ReplaceItems holds new
// rows, field.Link the key of one that exists, field.PlainText a password.
//
//	policy, err := client.Policies.CreateOne(ctx, system.Policy{
//		Name:        "Read articles",
//		Permissions: field.ReplaceItems(system.Permission{
//			Collection: "articles", Action: system.PermissionRead, Fields: []string{"*"},
//		}),
//		Roles: field.ReplaceItems(system.Access{Role: field.Link[system.Role](role)}),
//	})
//
// A project that adds fields to a system collection embeds its struct: [NewUsers],
// [NewFiles], or NewItems[MyRole](client, "directus_roles"). A custom endpoint is reached
// with [Call], and GraphQL with [GraphQL].
//
// What a call returns to whom is for the policies of the caller to say. Where a comment says
// nothing else, an administrator may do it, a user may when a policy permits, and nobody,
// which is a client without a token, may do what the public policy permits.
//
// # Signing in
//
// [WithStaticToken] uses a token that does not expire. [Client.Auth] signs a person in and
// renews the session before it expires, once for all goroutines, clients and processes that
// share a [Storage]; [WithAuthMode] chooses where the server keeps its tokens. A session
// survives restarts in a [FileStorage]. When the server ends it, calls fail with
// [ErrSessionExpired]. [Client.LoginWithBrowser] signs in through a provider.
//
// # Errors
//
// When the server says no, the error is an [*Error] with its status and codes, and
// errors.Is(err, directus.CodeForbidden) asks for one. When no answer came, the error
// wraps the cause, such as context.Canceled. What can be seen to be wrong without the
// server (a key, a query, an option) is [ErrInvalidRequest] and nothing is sent. Requests
// that fail in a way that may pass are sent again where that does no harm: see [WithRetry].
// Directus answers FORBIDDEN for what is missing as well as for what is hidden; [Items.Find]
// returns [ErrNotFound] instead. No error, log line or printed value of this package holds a
// token, a password or a value of a query.
//
// # Requests of your own
//
// Every call takes one way: the method makes a [Request], the user's [Middleware] sees it,
// the token is added, it is sent again if need be and logged, and a [Transport] sends it.
// Each step can be replaced or joined: see [WithTransport], [WithHTTPClient] and
// [WithMiddleware]. [Client.Do], [Client.Get] and their like send any request the same way.
// [Client.With] makes a cheap copy with another token or more headers that shares the
// connections.
package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/godirectus/directus/system"
)

// Client speaks to one Directus project. Make it with [New]; it is safe for use by several
// goroutines. Copies made by [Client.With] share its connections.
type Client struct {
	Auth          Auth                        // signs in and out
	Password      *Password                   // resets forgotten passwords
	Access        *Items[system.Access]       // which role or user has which policy (since Directus 11)
	Activity      *Activity                   // what was done, by whom
	Assets        *Assets                     // the bytes of files, and transformed images
	Collections   *Collections                // the data model
	Comments      *Items[system.Comment]      // on items (since Directus 11; for 10 see [Activity])
	Dashboards    *Items[system.Dashboard]    // Insights
	Deployments   *Deployments                // of websites (since Directus 11)
	Extensions    *Extensions                 // installed, and in the registry
	Fields        *Fields                     // of collections
	Files         *Files[system.File]         // records of files, and uploads; see Assets for the bytes
	Flows         *Flows                      // automation
	Folders       *Items[system.Folder]       // of files
	License       *License                    // of the server (since Directus 12)
	Notifications *Items[system.Notification] // to users of the Data Studio
	Operations    *Items[system.Operation]    // the steps of flows
	Panels        *Items[system.Panel]        // of dashboards
	Permissions   *Permissions                // of policies
	Policies      *Policies                   // sets of permissions (since Directus 11)
	Presets       *Items[system.Preset]       // bookmarks and layouts of the Data Studio
	Relations     *Relations                  // between collections
	Revisions     *Revisions                  // what items were before
	Roles         *Roles                      // of users
	Schema        *Schema                     // snapshots of the data model
	Server        *Server                     // what the server is, and how it does
	Settings      *Settings                   // of the project
	Shares        *Shares                     // links to items for those without an account
	Translations  *Items[system.Translation]  // texts of the Data Studio
	Users         *Users[system.User]         // accounts, invitations, two-factor authentication
	Utils         *Utils                      // random strings, sorting, import and export, cache
	Versions      *Versions                   // of items, to be promoted later

	shared *shared
	opts   callOptions
	root   bool // made by New, not by With
}

// shared is what a Client and its copies have in common.
type shared struct {
	config
	chain    Transport
	session  *sessionAuth // nil when the user brought another Auth
	closed   atomic.Bool
	noSearch atomic.Bool // a proxy has refused the method SEARCH
}

// New returns a client for the project at baseURL, an absolute http or https URL that may
// have a path. It sends nothing. Without options the client is anonymous and sees what the
// project's public policy shows.
func New(baseURL string, opts ...Option) (*Client, error) {
	base, err := checkBaseURL(baseURL)
	if err != nil {
		return nil, fmt.Errorf("directus: base URL: %w", err)
	}
	cfg := defaults()
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if err := opt(&cfg); err != nil {
			return nil, fmt.Errorf("directus: %w", err)
		}
	}
	cfg.base = base
	if cfg.transport == nil {
		cfg.wire = newRestyTransport(base, cfg.httpClient)
		cfg.transport = cfg.wire
	} else if cfg.httpClient != nil {
		return nil, errors.New("directus: WithHTTPClient and WithTransport exclude each other")
	}
	return cfg.client()
}

// client makes the client that the options describe.
func (c *config) client() (*Client, error) {
	if c.auth != nil && c.token != "" {
		return nil, errors.New("directus: WithAuth and WithStaticToken exclude each other")
	}
	if c.storagePrefix != "" {
		c.sessions.storage = PrefixStorage(c.sessions.storage, c.storagePrefix)
	}
	shared := &shared{config: *c}
	client := &Client{shared: shared, root: true, Auth: c.auth}
	if c.auth == nil {
		shared.session = newSessionAuth(c.sessions, c.token)
		shared.session.client = client
		client.Auth = shared.session
	}
	shared.chain = chain(c, client.Auth)
	client.addHandlers()
	return client, nil
}

// checkBaseURL returns the URL without a slash at its end. Its errors do not repeat it,
// for it may hold a password.
func checkBaseURL(baseURL string) (string, error) {
	u, err := url.Parse(baseURL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "", errors.New("an absolute http or https URL is needed")
	case u.User != nil:
		return "", errors.New("it must not hold a user or password; use WithStaticToken")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return "", errors.New("it must have neither query nor fragment; use WithParam")
	}
	return u.Scheme + "://" + u.Host + strings.TrimRight(u.EscapedPath(), "/"), nil
}

// With returns a copy of the client that sends every request with these options. The copy
// shares connections and everything else, and needs no Close. An option that is wrong
// makes the calls of the copy fail.
func (c *Client) With(opts ...RequestOption) *Client {
	if c == nil {
		return nil
	}
	out := c.with(opts)
	out.addHandlers()
	return out
}

// with is With for a client that only sends: it has no handlers.
func (c *Client) with(opts []RequestOption) *Client {
	if c == nil {
		return nil
	}
	return &Client{Auth: c.Auth, shared: c.shared, opts: c.opts.with(opts)}
}

// Close stops the renewal of the session, for which it waits a little when it is under
// way, and closes idle connections. Later calls of the client and its copies fail with
// [ErrClosed]. On a copy made by With it does nothing. It may be called more than once.
func (c *Client) Close() error {
	if c == nil || !c.root || c.shared.closed.Load() {
		return nil
	}
	if c.shared.session != nil {
		c.shared.session.close()
	}
	if c.shared.closed.Swap(true) {
		return nil
	}
	if c.shared.wire != nil {
		c.shared.wire.closeIdle()
	}
	return nil
}

// Do sends a request through all layers of the client and returns the reply, whatever its
// status. The caller closes the reply's Body. An error means that no reply came.
func (c *Client) Do(ctx context.Context, req *Request) (*Response, error) {
	if req == nil {
		return nil, errNilRequest
	}
	out, err := c.prepare(ctx, req)
	if err != nil {
		return nil, invalid(out, err)
	}
	start := time.Now()
	resp, err := c.shared.chain.Do(ctx, out)
	c.opts.report(out, resp, time.Since(start))
	if err != nil {
		return nil, failure(out, err)
	}
	resp.codec = c.shared.codec
	if c.shared.maxResponse > 0 {
		resp.Body = &limitedBody{ReadCloser: resp.Body, limit: c.shared.maxResponse}
	}
	return resp, nil
}

// prepare makes the request that is sent: checked, encoded, and with the headers and
// parameters of the client. It returns a request also with an error.
func (c *Client) prepare(ctx context.Context, req *Request) (*Request, error) {
	out := req.named()
	if err := c.ready(ctx, &out); err != nil {
		return &out, err
	}
	body, err := out.Body.encoded(c.shared.codec)
	if err != nil {
		return &out, err
	}
	if limit := c.shared.maxRequest; limit > 0 {
		if body, err = body.limited(limit); err != nil {
			return &out, err
		}
	}
	out.Body = body
	if out.Query = req.Query; len(c.shared.params)+len(c.opts.params) > 0 {
		out.Query = merged(c.shared.params, c.opts.params, req.Query)
	}
	out.Header = c.headers(req, body)
	out.state = &callState{token: c.opts.token, noRetry: c.opts.noRetry}
	return &out, nil
}

// headers are those of the client, of its copy, of the request and of its body. The map
// belongs to the call, unless none but the library's own layers, which copy it, see it.
func (c *Client) headers(req *Request, body Body) http.Header {
	contentType := body.ContentType()
	if len(c.opts.header)+len(req.Header)+len(contentType) == 0 && c.shared.wire != nil && len(c.shared.middleware) == 0 {
		return c.shared.header
	}
	header := http.Header(merged(c.shared.header, c.opts.header, req.Header))
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	return header
}

// errNilRequest says that a call was given no request.
var errNilRequest = fmt.Errorf("directus: %w", invalidError{errors.New("nil Request")})

// errNilContext says that a method was called with nil for its context.
var errNilContext = errors.New("nil Context")

// usable reports that a client was not made by New.
func (c *Client) usable() error {
	if c == nil || c.shared == nil {
		return errors.New("the Client was not made by directus.New")
	}
	return nil
}

// ready reports why a request cannot be sent.
func (c *Client) ready(ctx context.Context, req *Request) error {
	if err := c.usable(); err != nil {
		return err
	}
	switch {
	case ctx == nil:
		return errNilContext
	case c.shared.closed.Load():
		return ErrClosed
	case c.opts.err != nil:
		return c.opts.err
	}
	switch req.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost, http.MethodPatch,
		http.MethodPut, http.MethodDelete, methodSearch:
		return checkPath(req.Path)
	}
	return fmt.Errorf("unknown method %q", req.Method)
}

// merged joins headers or parameters. A name in a later map replaces that in an earlier
// one. The result shares nothing with them that could be changed through it.
func merged(all ...map[string][]string) map[string][]string {
	size := 0
	for _, values := range all {
		size += len(values)
	}
	out := make(map[string][]string, size+1)
	for _, values := range all {
		for name, list := range values {
			out[name] = slices.Clip(list)
		}
	}
	return out
}

// String names the project, and nothing of the options.
func (c Client) String() string {
	if c.shared == nil {
		return "directus.Client"
	}
	return "directus.Client(" + c.shared.String() + ")"
}

// GoString is String, so that %#v shows no more.
func (c Client) GoString() string { return c.String() }

// String is the base URL, so that no way of printing shows the options.
func (s *shared) String() string { return s.base }

// GoString is String, so that %#v shows no more.
func (s *shared) GoString() string { return s.base }

// callError is a call that got no usable answer.
type callError struct {
	call string // method and route
	err  error
}

func failure(req *Request, err error) error { return &callError{call: req.named().String(), err: err} }

// invalid is the failure of a call for which nothing was sent.
func invalid(req *Request, err error) error {
	if errors.Is(err, ErrClosed) {
		return failure(req, err)
	}
	return failure(req, invalidError{err})
}

// invalidError marks an error as ErrInvalidRequest.
type invalidError struct{ err error }

func (e invalidError) Error() string { return e.err.Error() }

func (e invalidError) Unwrap() []error { return []error{ErrInvalidRequest, e.err} }

// Error names the call and the cause.
func (e *callError) Error() string {
	return "directus: " + e.call + ": " + withoutPrefix(e.err)
}

// Unwrap returns the cause.
func (e *callError) Unwrap() error { return e.err }

// withoutPrefix is the text of an error that is to stand within another.
func withoutPrefix(err error) string {
	return strings.ReplaceAll(strings.TrimPrefix(err.Error(), "directus: "), ": directus: ", ": ")
}
