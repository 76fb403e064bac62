package directus

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Utils has what belongs to no collection. It is a field of [Client].
type Utils struct{ client *Client }

// With returns a handle whose requests carry these options.
func (u *Utils) With(opts ...RequestOption) *Utils { return &Utils{u.client.with(opts)} }

// RandomString returns a random string of this length, 1 to 500 characters that need no
// escaping in a URL. 0 is the server's default, 32. Anybody may ask for one.
//
// API: GET /utils/random/string, https://directus.io/docs/api/utilities
func (u *Utils) RandomString(ctx context.Context, length int) (string, error) {
	req := to(http.MethodGet, "/utils/random/string")
	if length < 0 || length > 500 {
		return "", invalid(req, fmt.Errorf("length %d: 1 to 500, or 0 for the default", length))
	}
	if length > 0 {
		req.Query = url.Values{"length": {strconv.Itoa(length)}}
	}
	return call[string](ctx, u.client, req)
}

// HashGenerate returns the hash of a text as the server makes it for fields of type hash:
// Argon2, with a salt. Anybody may ask for one. Directus 12 does not have it any more: it is
// CodeRouteNotFound there.
//
// API: POST /utils/hash/generate, https://directus.io/docs/api/utilities
func (u *Utils) HashGenerate(ctx context.Context, text string) (string, error) {
	req := to(http.MethodPost, "/utils/hash/generate")
	if text == "" {
		return "", invalid(req, errors.New("the text is empty"))
	}
	req.Body = JSON(map[string]string{"string": text})
	return call[string](ctx, u.client, req)
}

// HashVerify reports whether hash is one of text. What is no hash at all is
// CodeInvalidPayload, on Directus 10 CodeInternalServerError. Directus 12 does not have it any
// more: it is CodeRouteNotFound there.
//
// API: POST /utils/hash/verify, https://directus.io/docs/api/utilities
func (u *Utils) HashVerify(ctx context.Context, text, hash string) (bool, error) {
	req := to(http.MethodPost, "/utils/hash/verify")
	if text == "" || hash == "" {
		return false, invalid(req, errors.New("text and hash are needed"))
	}
	req.Body = JSON(map[string]string{"string": text, "hash": hash})
	return call[bool](ctx, u.client, req)
}

// Sort moves an item to the place of another, in the order of the collection's sort field;
// those between move up or down by one. A collection without a sort field is
// CodeInvalidPayload, an item that does not exist CodeInternalServerError. The caller needs
// permission to update the sort field.
//
// API: POST /utils/sort/{collection}, https://directus.io/docs/api/utilities
func (u *Utils) Sort(ctx context.Context, collection string, item, to ID) error {
	req, err := endpoint(http.MethodPost, "/utils/sort/{collection}", collection)
	if err != nil {
		return err
	}
	keys, err := keyValues([]ID{item, to})
	if err != nil {
		return invalid(req, err)
	}
	req.Body = JSON(map[string]any{"item": keys[0], "to": keys[1]})
	return u.client.exec(ctx, req)
}

// Revert takes an item back to what it was after the change that a revision records. An
// unknown revision is CodeForbidden. The caller needs permission to update the item.
//
// API: POST /utils/revert/{revision}, https://directus.io/docs/api/utilities
func (u *Utils) Revert(ctx context.Context, revision ID) error {
	req, err := endpoint(http.MethodPost, "/utils/revert/{revision}", revision)
	if err != nil {
		return err
	}
	return u.client.exec(ctx, req)
}

// ClearCache empties the server's cache of replies, and with system also that of the schema,
// permissions and settings. It is for administrators, and CodeForbidden for all others.
//
// API: POST /utils/cache/clear, https://directus.io/docs/api/utilities
func (u *Utils) ClearCache(ctx context.Context, system bool) error {
	req := to(http.MethodPost, "/utils/cache/clear")
	if system {
		req.Query = url.Values{"system": {"true"}} // the server takes any value for yes, "false" too
	}
	req.repeatable = true
	return u.client.exec(ctx, req)
}

// ResolveRedirect returns where the server would send a user after a sign-in that asked for
// this redirect: a path as it is, or an address on the server itself or in the allow list of
// the provider, which may be "". Anything else is CodeInvalidPayload. Anybody may ask. Since
// Directus 11; CodeRouteNotFound on 10.
//
// API: POST /utils/resolve-redirect, https://directus.io/docs/api/utilities
func (u *Utils) ResolveRedirect(ctx context.Context, redirect, provider string) (string, error) {
	req := to(http.MethodPost, "/utils/resolve-redirect")
	if redirect == "" {
		return "", invalid(req, errors.New("redirect is empty"))
	}
	body := map[string]string{"redirect": redirect}
	setNonEmpty(body, "provider", provider)
	req.Body = JSON(body)
	return call[string](ctx, u.client, req)
}

// TranslationSetup says how a collection becomes translatable: see [Utils.GenerateTranslations].
type TranslationSetup struct {
	Collection string   `json:"collection"`
	Fields     []string `json:"fields"` // what is to be translated, at least one
	// TranslationsCollection holds the translations; "": the collection's name and "_translations".
	TranslationsCollection string `json:"translationsCollection,omitempty"`
	// LanguagesCollection holds the languages; "": "languages".
	LanguagesCollection string `json:"languagesCollection,omitempty"`
	// ParentField and LanguageField are the names of the foreign keys in the collection of
	// translations; "": made of the collection that they point to and its primary key.
	ParentField   string `json:"parentFkField,omitempty"`
	LanguageField string `json:"languageFkField,omitempty"`
	// NoNewLanguages fails with CodeInvalidPayload where there is no collection of languages,
	// instead of making it, and NoSeed leaves a new one empty instead of putting eight in.
	NoNewLanguages bool `json:"-"`
	NoSeed         bool `json:"-"`
}

// GeneratedTranslations is what [Utils.GenerateTranslations] made.
type GeneratedTranslations struct {
	Created                bool     `json:"created"` // false: the collection was there, and got the fields it lacked
	TranslationsCollection string   `json:"translationsCollection"`
	LanguagesCollection    string   `json:"languagesCollection"` // "" when nothing was created
	Fields                 []string `json:"fields"`
}

// GenerateTranslations makes fields of a collection translatable: it makes the collection of
// their translations with copies of the fields, the relations, and, where it is missing, a
// collection of languages. Nothing is translated. It is for administrators, and CodeForbidden
// for all others. Since Directus 11; CodeRouteNotFound on 10.
//
// API: POST /utils/translations/generate, https://directus.io/docs/api/utilities
func (u *Utils) GenerateTranslations(ctx context.Context, setup TranslationSetup) (GeneratedTranslations, error) {
	req := to(http.MethodPost, "/utils/translations/generate")
	if setup.Collection == "" || len(setup.Fields) == 0 {
		return GeneratedTranslations{}, invalid(req, errors.New("a collection and at least one field are needed"))
	}
	req.Body = JSON(struct {
		TranslationSetup
		CreateLanguages bool `json:"createLanguagesCollection"`
		SeedLanguages   bool `json:"seedLanguages"`
	}{setup, !setup.NoNewLanguages, !setup.NoSeed})
	return call[GeneratedTranslations](ctx, u.client, req)
}
