package directus

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/system"
)

// RegistrySort is an order of the extensions in the registry.
type RegistrySort string

// The orders of the extensions in the registry.
const (
	SortPopular   RegistrySort = "popular"
	SortRecent    RegistrySort = "recent"
	SortDownloads RegistrySort = "downloads"
)

// RegistryQuery says which extensions of the registry to read. Zero fields do not matter.
type RegistryQuery struct {
	Search string
	Type   system.ExtensionType
	By     string // key of a publisher's account; not with Type, for Directus would ignore both
	Sort   RegistrySort
	Limit  int // 0: the registry's default
	Offset int
}

// values is the query in the form of the endpoint.
func (q RegistryQuery) values() (url.Values, error) {
	switch {
	case q.Limit < 0 || q.Offset < 0:
		return nil, errors.New("a limit or offset is negative")
	case q.Type != "" && q.By != "":
		return nil, errors.New("a type and a publisher exclude each other")
	}
	values := url.Values{}
	for name, value := range map[string]string{
		"search": q.Search, "sort": string(q.Sort), "filter[type][_eq]": string(q.Type), "filter[by][_eq]": q.By,
	} {
		if value != "" {
			values.Set(name, value)
		}
	}
	for name, value := range map[string]int{"limit": q.Limit, "offset": q.Offset} {
		if value > 0 {
			values.Set(name, strconv.Itoa(value))
		}
	}
	return values, nil
}

// RegistryPage is one page of the registry.
type RegistryPage struct {
	Data []RegistryExtension `json:"data"`
	Meta Meta                `json:"meta"` // FilterCount is how many match; TotalCount is not told
}

// RegistryExtension is an extension in the registry. A list has the fields up to
// Publisher, one that is read alone has Description to Versions.
type RegistryExtension struct {
	ID             string               `json:"id"`
	Name           string               `json:"name"`
	Description    string               `json:"description,omitzero"`
	Type           system.ExtensionType `json:"type"`
	License        string               `json:"license,omitzero"`
	Verified       bool                 `json:"verified"`
	TotalDownloads int                  `json:"total_downloads"`
	LastUpdated    field.Timestamp      `json:"last_updated,omitzero"`
	HostVersion    string               `json:"host_version,omitzero"` // range of versions of Directus
	Sandbox        bool                 `json:"sandbox,omitzero"`
	Publisher      RegistryAccount      `json:"publisher,omitzero"`
	Readme         string               `json:"readme,omitzero"` // HTML
	Downloads      []RegistryDownloads  `json:"downloads,omitzero"`
	Versions       []RegistryVersion    `json:"versions,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// RegistryDownloads is how often an extension was downloaded on a day.
type RegistryDownloads struct {
	Date  string `json:"date"`
	Count int    `json:"count"`
}

// RegistryVersion is a version of an extension.
type RegistryVersion struct {
	ID            string               `json:"id"` // for [Extensions.Install]
	Version       string               `json:"version"`
	Verified      bool                 `json:"verified"`
	Type          system.ExtensionType `json:"type"`
	HostVersion   string               `json:"host_version"`
	PublishDate   field.Timestamp      `json:"publish_date,omitzero"`
	UnpackedSize  int64                `json:"unpacked_size"` // bytes
	FileCount     int                  `json:"file_count"`
	URLBugs       string               `json:"url_bugs,omitzero"`
	URLHomepage   string               `json:"url_homepage,omitzero"`
	URLRepository string               `json:"url_repository,omitzero"`
	License       string               `json:"license,omitzero"`
	Publisher     RegistryAccount      `json:"publisher"`
	Bundled       []struct {
		Name string               `json:"name"`
		Type system.ExtensionType `json:"type"`
	} `json:"bundled"` // the parts of a bundle
	Maintainers []struct {
		Account RegistryAccount `json:"accounts_id"`
	} `json:"maintainers,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// RegistryAccount is who publishes extensions. Within an extension only some fields are set.
type RegistryAccount struct {
	ID              string `json:"id,omitzero"`
	Username        string `json:"username"`
	Verified        bool   `json:"verified"`
	GitHubUsername  string `json:"github_username,omitzero"`
	GitHubAvatarURL string `json:"github_avatar_url,omitzero"`
	GitHubName      string `json:"github_name,omitzero"`
	GitHubCompany   string `json:"github_company,omitzero"`
	GitHubBlog      string `json:"github_blog,omitzero"`
	GitHubLocation  string `json:"github_location,omitzero"`
	GitHubBio       string `json:"github_bio,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}

// ReadRegistry returns a page of the extensions in the registry. A registry that does not
// answer is CodeServiceUnavailable, and CodeInternalServerError in Directus 10.
//
// API: GET /extensions/registry, https://directus.io/docs/api/extensions
func (e *Extensions) ReadRegistry(ctx context.Context, q RegistryQuery) (*RegistryPage, error) {
	req := to(http.MethodGet, "/extensions/registry")
	var err error
	if req.Query, err = q.values(); err != nil {
		return nil, invalid(req, err)
	}
	page, err := whole[RegistryPage](ctx, e.client, req)
	if err != nil {
		return nil, err
	}
	return &page, nil
}

// ReadRegistryExtension returns an extension in the registry, with its versions.
//
// API: GET /extensions/registry/extension/{id}, https://directus.io/docs/api/extensions
func (e *Extensions) ReadRegistryExtension(ctx context.Context, id ID) (RegistryExtension, error) {
	req, err := endpoint(http.MethodGet, "/extensions/registry/extension/{id}", id)
	if err != nil {
		return RegistryExtension{}, err
	}
	return call[RegistryExtension](ctx, e.client, req)
}

// ReadRegistryAccount returns the account of a publisher in the registry.
//
// API: GET /extensions/registry/account/{id}, https://directus.io/docs/api/extensions
func (e *Extensions) ReadRegistryAccount(ctx context.Context, id ID) (RegistryAccount, error) {
	req, err := endpoint(http.MethodGet, "/extensions/registry/account/{id}", id)
	if err != nil {
		return RegistryAccount{}, err
	}
	return call[RegistryAccount](ctx, e.client, req)
}

// Install installs a version of an extension from the registry; see
// [RegistryVersion].ID. A version that does not exist is CodeForbidden.
//
// API: POST /extensions/registry/install, https://directus.io/docs/api/extensions
func (e *Extensions) Install(ctx context.Context, extension, version ID) error {
	req := to(http.MethodPost, "/extensions/registry/install")
	keys, err := keyValues([]ID{extension, version})
	if err != nil {
		return invalid(req, err)
	}
	req.Body = JSON(map[string]any{"extension": keys[0], "version": keys[1]})
	return e.client.exec(ctx, req)
}

// Reinstall downloads an extension that was installed from the registry again, in the same
// version. One that came in another way is CodeInvalidPayload.
//
// API: POST /extensions/registry/reinstall, https://directus.io/docs/api/extensions
func (e *Extensions) Reinstall(ctx context.Context, extension ID) error {
	req := to(http.MethodPost, "/extensions/registry/reinstall")
	key, err := keyValue(extension)
	if err != nil {
		return invalid(req, err)
	}
	req.Body = JSON(map[string]any{"extension": key})
	return e.client.exec(ctx, req)
}

// Uninstall removes an extension that was installed from the registry, with its files. One
// that came in another way is CodeInvalidPayload.
//
// API: DELETE /extensions/registry/uninstall/{id}, https://directus.io/docs/api/extensions
func (e *Extensions) Uninstall(ctx context.Context, extension ID) error {
	req, err := endpoint(http.MethodDelete, "/extensions/registry/uninstall/{id}", extension)
	if err != nil {
		return err
	}
	return e.client.exec(ctx, req)
}
