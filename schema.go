package directus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/godirectus/directus/internal/codec"
)

// Schema copies the data model from one project to another: collections, fields and
// relations, but no items. It is a field of [Client]. Only administrators may use it, others
// get CodeForbidden.
//
//	snapshot, err := source.Schema.Snapshot(ctx, directus.SnapshotOptions{})
//	diff, err := target.Schema.Diff(ctx, snapshot, directus.DiffOptions{})
//	err = target.Schema.Apply(ctx, diff, directus.ApplyOptions{})
type Schema struct{ client *Client }

// With returns a handle whose requests carry these options.
func (s *Schema) With(opts ...RequestOption) *Schema { return &Schema{s.client.with(opts)} }

// SnapshotOptions says which collections a snapshot has: all when it is empty. Names that do
// not exist are ignored. Since Directus 12; older servers would give all collections all the
// same, and that is an error that is [errors.ErrUnsupported].
type SnapshotOptions struct {
	IncludeCollections []string // only these
	ExcludeCollections []string // all but these; not together with IncludeCollections
}

// SchemaFormat is a file format for snapshots.
type SchemaFormat string

// The formats that [Schema.SnapshotFile] takes.
const (
	SchemaJSON SchemaFormat = "json"
	SchemaYAML SchemaFormat = "yaml"
)

// Snapshot returns the data model of the project.
//
// API: GET /schema/snapshot, https://directus.io/docs/api/schema
func (s *Schema) Snapshot(ctx context.Context, opts SnapshotOptions) (*Snapshot, error) {
	req, err := opts.request()
	if err != nil {
		return nil, err
	}
	snapshot, err := call[Snapshot](ctx, s.client, req)
	if err != nil {
		return nil, err
	}
	if snapshot.Version < scopedVersion && opts.scoped() {
		return nil, failure(req, errNotScoped)
	}
	return &snapshot, nil
}

// SnapshotFile returns the data model as a file, to keep under version control for example.
// [Schema.DiffFile] takes it, and [Snapshot] the JSON form through encoding/json.
//
// API: GET /schema/snapshot, https://directus.io/docs/api/schema
func (s *Schema) SnapshotFile(ctx context.Context, format SchemaFormat, opts SnapshotOptions) ([]byte, error) {
	req, err := opts.request()
	if err != nil {
		return nil, err
	}
	if format != SchemaJSON && format != SchemaYAML {
		return nil, invalid(req, fmt.Errorf("format %q: json and yaml are known", format))
	}
	req.Query.Set("export", string(format))
	file, err := s.client.text(ctx, req)
	if err != nil {
		return nil, err
	}
	if opts.scoped() && wholeSnapshot.MatchString(file) {
		return nil, failure(req, errNotScoped)
	}
	return []byte(file), nil
}

// scopedVersion is the version of snapshots that do not have all collections.
const scopedVersion = 2

// wholeSnapshot is how a file begins that has all collections.
var wholeSnapshot = regexp.MustCompile(`^[\s{"]*version"?:\s*1\b`)

var (
	errNotScoped = fmt.Errorf("the server ignored the choice of collections, which needs Directus 12: %w", errors.ErrUnsupported)
	errNotMerged = fmt.Errorf("the server ignored the mode merge, which needs Directus 12: %w", errors.ErrUnsupported)
)

func (o SnapshotOptions) scoped() bool {
	return len(o.IncludeCollections)+len(o.ExcludeCollections) > 0
}

func (o SnapshotOptions) request() (*Request, error) {
	req := to(http.MethodGet, "/schema/snapshot")
	req.Query = url.Values{}
	for name, names := range map[string][]string{"includeCollections": o.IncludeCollections, "excludeCollections": o.ExcludeCollections} {
		if slices.ContainsFunc(names, func(n string) bool { return n == "" || strings.Contains(n, ",") }) {
			return nil, invalid(req, fmt.Errorf("%s: not the name of a collection", name))
		}
		if len(names) > 0 {
			req.Query.Set(name, strings.Join(names, ","))
		}
	}
	if len(req.Query) > 1 {
		return nil, invalid(req, errors.New("IncludeCollections and ExcludeCollections exclude each other"))
	}
	return req, nil
}

// SchemaMode says what becomes of what only the target has.
type SchemaMode string

// The modes of a diff.
const (
	SchemaMirror SchemaMode = "mirror" // delete it, with all items: the target becomes as the snapshot is
	SchemaMerge  SchemaMode = "merge"  // keep it: nothing is deleted. Since Directus 12
)

// DiffOptions says how a snapshot is compared with a project.
type DiffOptions struct {
	// Force compares also with a snapshot of another version of Directus, or of another kind
	// of database. What only one version knows stays a difference for ever. Apply can fail
	// with status 500 then: set Diff.SystemFields of the diff to an empty list, not nil, and
	// leave out the edits of what the target does not know.
	Force bool
	// Mode is SchemaMirror when empty. Servers before Directus 12 know nothing else; where
	// they would delete in spite of SchemaMerge, that is an [errors.ErrUnsupported].
	Mode SchemaMode
}

// Diff returns what has to change in the project for it to be as the snapshot says; nothing
// is changed yet. When both are the same, the diff's Empty is true. What is not in the
// snapshot is to be deleted, except what a choice of collections left out: look for
// [DiffDelete], or use [SchemaMerge].
//
// A snapshot of another version of Directus or of another kind of database is
// CodeInvalidPayload unless Force is set. Directus 10 takes no SystemFields at all: set those
// of the snapshot to nil.
//
// API: POST /schema/diff, https://directus.io/docs/api/schema
func (s *Schema) Diff(ctx context.Context, snapshot *Snapshot, opts DiffOptions) (*SchemaDiff, error) {
	req, err := opts.request()
	if err != nil {
		return nil, err
	}
	if snapshot == nil {
		return nil, invalid(req, errors.New("nil Snapshot"))
	}
	if req.Body, err = schemaBody(snapshot); err != nil {
		return nil, invalid(req, err)
	}
	return s.diff(ctx, req, opts)
}

// DiffFile is [Schema.Diff] with a snapshot in a file, JSON or YAML, as
// [Schema.SnapshotFile] or the command line of Directus has made it.
//
// API: POST /schema/diff, https://directus.io/docs/api/schema
func (s *Schema) DiffFile(ctx context.Context, file io.Reader, opts DiffOptions) (*SchemaDiff, error) {
	req, err := opts.request()
	if err != nil {
		return nil, err
	}
	if file == nil {
		return nil, invalid(req, errors.New("nil file"))
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return nil, failure(req, fmt.Errorf("read the snapshot: %w", err))
	}
	if req.Body, err = schemaFile(content); err != nil {
		return nil, invalid(req, err)
	}
	return s.diff(ctx, req, opts)
}

func (o DiffOptions) request() (*Request, error) {
	req := to(http.MethodPost, "/schema/diff")
	req.repeatable = true // it changes nothing
	req.Query = url.Values{}
	switch o.Mode {
	case "", SchemaMirror:
	case SchemaMerge:
		req.Query.Set("mode", string(SchemaMerge))
	default:
		return nil, invalid(req, fmt.Errorf("unknown mode %q", o.Mode))
	}
	if o.Force {
		req.Query.Set("force", "true") // older servers take any other value for true as well
	}
	return req, nil
}

func (s *Schema) diff(ctx context.Context, req *Request, opts DiffOptions) (*SchemaDiff, error) {
	diff, err := call[SchemaDiff](ctx, s.client, req)
	switch {
	case errors.Is(err, ErrNoContent):
		return &SchemaDiff{}, nil
	case err != nil:
		return nil, err
	case opts.Mode == SchemaMerge && diff.deletes():
		return nil, failure(req, errNotMerged)
	}
	return &diff, nil
}

// ApplyOptions says how a diff is applied.
type ApplyOptions struct {
	// Force applies a diff also to a project that has changed since the diff was made, or to
	// another one than that. Since Directus 11, ignored before.
	Force bool
}

// Apply makes the changes of a diff, all or none: the whole project is as the snapshot was.
// An empty diff changes nothing, and nothing is sent.
//
// It is refused with CodeInvalidPayload when the data model has changed since the diff was
// made, unless Force is set: make a new diff. It is never sent twice. When no answer comes,
// a new Diff tells what has happened.
//
// API: POST /schema/apply, https://directus.io/docs/api/schema
func (s *Schema) Apply(ctx context.Context, diff *SchemaDiff, opts ApplyOptions) error {
	req := to(http.MethodPost, "/schema/apply")
	if diff == nil {
		return invalid(req, errors.New("nil SchemaDiff"))
	}
	if diff.Empty() {
		return nil
	}
	if opts.Force {
		req.Query = url.Values{"force": {"true"}}
	}
	var err error
	if req.Body, err = schemaBody(diff); err != nil {
		return invalid(req, err)
	}
	return s.client.exec(ctx, req)
}

// schemaBody is a snapshot or diff as JSON, or where that is too large as a file.
func schemaBody(v any) (Body, error) {
	content, err := codec.Marshal(v)
	switch {
	case err != nil:
		return Body{}, fmt.Errorf("encode body: %w", err)
	case len(content) > maxJSON:
		return schemaFile(content)
	}
	return Bytes(jsonType, content), nil
}

// schemaFile is a form with a file, whose format the server learns from its type.
func schemaFile(content []byte) (Body, error) {
	content = bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff"))) // a byte order mark
	kind := "text/yaml"
	switch {
	case len(content) == 0:
		return Body{}, errors.New("the schema is empty")
	case content[0] == '{':
		kind = jsonType
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="schema"`},
		"Content-Type":        {kind},
	})
	if err == nil {
		_, err = part.Write(content)
	}
	err = errors.Join(err, w.Close())
	return Bytes(w.FormDataContentType(), form.Bytes()), err
}
