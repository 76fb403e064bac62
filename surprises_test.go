package directus_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
)

// The tests of this file show, on a real server, that a user of the library is not bitten
// by what is surprising in the API of Directus. Their numbers are those of a list of these
// surprises.

// 1: an administrator's update of an unknown key answers 204.
func TestSurprise01UpdateOfAnUnknownKey(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	_, err := items.UpdateOne(t.Context(), 99, directus.Patch{"title": "x"})
	require.ErrorIs(t, err, directus.ErrNoContent)
	require.NoError(t, items.DeleteOne(t.Context(), 99))
	count, err := items.Count(t.Context())
	require.NoError(t, err)
	require.Zero(t, count)
}

// keyed is an item whose key its maker chooses.
type keyed struct {
	Code string `json:"code"`
	Name string `json:"name,omitempty"`
}

// byCode makes a collection with string keys.
func byCode(t *testing.T, client *directus.Client) *directus.Items[keyed] {
	t.Helper()
	name := makeCollection(t, client, m{}, stringKey("code"), plain("name", "string"))
	return directus.NewItems[keyed](client, name, directus.WithPrimaryKey("code"))
}

// 3: lists come ordered by key and not as they were given. Each item carries its key and
// its own values, so that they can be told apart.
func TestSurprise03ListsComeOrderedByKey(t *testing.T) {
	t.Parallel()
	items := byCode(t, realClient(t))
	ordered := []keyed{{"a", "first"}, {"b", "second"}, {"c", "third"}}
	got, err := items.CreateMany(t.Context(), []keyed{{"c", "third"}, {"a", "first"}, {"b", "second"}})
	require.NoError(t, err)
	require.Equal(t, ordered, got)
	got, err = items.UpdateBatch(t.Context(), []any{keyed{"b", "second"}, keyed{"a", "first"}})
	require.NoError(t, err)
	require.Equal(t, ordered[:2], got)
	got, err = items.ReadMany(t.Context(), directus.IDs("c", "a"))
	require.NoError(t, err)
	require.Equal(t, []keyed{ordered[0], ordered[2]}, got)
}

// makeArticles fills a collection.
func makeArticles(t *testing.T, items *directus.Items[article], n int) {
	t.Helper()
	all := make([]article, n)
	for i := range all {
		all[i] = article{Title: fmt.Sprint("number ", i+1)}
	}
	_, err := items.CreateMany(t.Context(), all)
	require.NoError(t, err)
}

// 4: keys that do not exist are left out, and more than 100 that do all come.
func TestSurprise04ReadManyHasNoLimit(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	makeArticles(t, items, 150)
	ids := make([]directus.ID, 0, 20_000)
	for id := range cap(ids) {
		ids = append(ids, id)
	}
	got, err := items.ReadMany(t.Context(), ids, query.Fields("id"))
	require.NoError(t, err)
	require.Len(t, got, 150)
}

// 5: writes by query touch all items, not the first 100.
func TestSurprise05WritesByQueryHaveNoLimit(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	makeArticles(t, items, 150)
	got, err := items.UpdateByQuery(t.Context(), directus.Patch{"rank": 7}, query.NotNull("title"))
	require.NoError(t, err)
	require.Len(t, got, 150)
	count, err := items.Count(t.Context(), query.Eq("rank", 7))
	require.NoError(t, err)
	require.Equal(t, 150, count)
	got, err = items.UpdateByQuery(t.Context(), directus.Patch{"rank": 8}, query.NotNull("title"), query.Limit(10), query.Sort("-id"))
	require.NoError(t, err)
	require.Len(t, got, 10)
	require.NoError(t, items.DeleteByQuery(t.Context(), query.Eq("rank", 7)))
	count, err = items.Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 10, count)
	require.NoError(t, items.DeleteByQuery(t.Context(), query.Everything()))
	count, err = items.Count(t.Context())
	require.NoError(t, err)
	require.Zero(t, count)
}

// 6: what is missing answers 403. Find tells a missing item from a missing collection.
func TestSurprise06MissingIsForbidden(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	items := articles(t, client)
	_, err := items.ReadOne(t.Context(), 99)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = items.Find(t.Context(), 99)
	require.ErrorIs(t, err, directus.ErrNotFound)
	tells := realserver.Shared(t).Major() >= 11 // 10 does not say whether it means an item or more
	_, err = items.Find(t.Context(), 99, query.Fields("nothing"))
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.Equal(t, !tells, errors.Is(err, directus.ErrNotFound))
	nowhere := directus.NewItems[article](client, "nowhere")
	_, err = nowhere.Find(t.Context(), 99)
	require.ErrorIs(t, err, directus.CodeForbidden)
	require.Equal(t, !tells, errors.Is(err, directus.ErrNotFound))
	there, err := nowhere.Exists(t.Context(), 99)
	require.False(t, there)
	require.Equal(t, tells, errors.Is(err, directus.CodeForbidden))
	_, err = directus.Call[any](t.Context(), client, &directus.Request{Method: "GET", Path: "/nowhere"})
	require.ErrorIs(t, err, directus.CodeRouteNotFound)
}

// user is what a token tells of its owner.
type user struct {
	ID   string `json:"id"`
	Role string `json:"role"`
}

// forge makes an access token as the server with this secret would.
func forge(t *testing.T, secret string, who user, expires time.Time) string {
	t.Helper()
	claims, err := json.Marshal(m{"id": who.ID, "role": who.Role, "app_access": true, "admin_access": true, "iss": "directus", "iat": expires.Unix() - 900, "exp": expires.Unix()})
	require.NoError(t, err)
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// 7: each way in which a token can be wrong has a code of its own.
// 20: a server's own limits show, and limit -1 means all only up to them.
func TestSurprises07And20OnAServerWithLimits(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("s", 32)
	server := realserver.New(t, realserver.Options{Env: map[string]string{"SECRET": secret, "QUERY_LIMIT_DEFAULT": "5", "QUERY_LIMIT_MAX": "10"}})
	admin := clientOf(t, server)
	items := articles(t, admin)
	makeArticles(t, items, 12)

	me, err := directus.Call[user](t.Context(), admin, &directus.Request{Method: "GET", Path: "/users/me"})
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		token  string
		status int
		code   directus.Code
	}{
		"an expired token":      {forge(t, secret, me, time.Now().Add(-time.Hour)), http.StatusUnauthorized, directus.CodeTokenExpired},
		"a token of another":    {forge(t, "another secret", me, time.Now().Add(time.Hour)), http.StatusForbidden, directus.CodeInvalidToken},
		"an unknown static one": {"nobodys-token", http.StatusUnauthorized, directus.CodeInvalidCredentials},
	} {
		_, err := items.With(directus.Token(tt.token)).ReadByQuery(t.Context())
		require.ErrorIs(t, err, tt.code, name)
		var e *directus.Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, tt.status, e.Status, name)
	}
	_, err = items.With(directus.Token(forge(t, secret, me, time.Now().Add(time.Hour)))).ReadByQuery(t.Context())
	require.NoError(t, err)
	anonymous, err := directus.New(server.URL)
	require.NoError(t, err)
	defer anonymous.Close()
	_, err = directus.NewItems[article](anonymous, "directus_users").ReadByQuery(t.Context())
	require.ErrorIs(t, err, directus.CodeForbidden)

	for name, tt := range map[string]struct {
		q    []query.Option
		want int
	}{
		"default":   {nil, 5},
		"none":      {[]query.Option{query.Limit(0)}, 0},
		"some":      {[]query.Option{query.Limit(7)}, 7},
		"unlimited": {[]query.Option{query.Limit(query.Unlimited)}, 10},
	} {
		page, err := items.ReadByQuery(t.Context(), tt.q...)
		require.NoError(t, err, name)
		require.Len(t, page.Data, tt.want, name)
	}
	_, err = items.ReadByQuery(t.Context(), query.Limit(50))
	require.ErrorIs(t, err, directus.CodeInvalidQuery)
}

// 12: a singleton that was never written reads as its defaults and has no key.
func TestSurprise12SingletonBeforeItsFirstWrite(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := makeCollection(t, client, m{"singleton": true}, intKey("id"), plain("name", "string"))
	single := directus.NewSingleton[directus.Item](client, name)
	got, err := single.Read(t.Context())
	require.NoError(t, err)
	require.Equal(t, directus.Item{"id": nil}, got)
	got, err = single.Update(t.Context(), directus.Patch{"name": "x"})
	require.NoError(t, err)
	require.Equal(t, directus.Item{"id": 1.0, "name": "x"}, got)
}

// 14: a body without the right content type is ignored, and an empty item made. No header
// of the user's can take it away.
func TestSurprise14ContentTypeIsAlwaysSent(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	items := articles(t, client)
	got, err := items.CreateOne(t.Context(), article{Title: "kept"})
	require.NoError(t, err)
	require.Equal(t, "kept", got.Title)
	_, err = items.With(directus.Header("content-type", "text/plain")).CreateOne(t.Context(), article{Title: "x"})
	require.ErrorContains(t, err, "content-type")
	path, err := directus.Path("items", "x")
	require.NoError(t, err)
	resp, err := client.Do(t.Context(), &directus.Request{
		Method: "POST", Path: path, Header: http.Header{"Content-Type": {"text/plain"}}, Body: directus.JSON(m{"title": "x"}),
	})
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, http.StatusForbidden, resp.Status, "the collection is not there; the body was read")
}

// 16: keys with characters that mean something in URLs reach exactly their own item.
// 17: so do such values in lists.
func TestSurprises16And17KeysOfAllKinds(t *testing.T) {
	t.Parallel()
	items := byCode(t, realClient(t))
	codes := []string{"a/b", "a b?c#d", "é", "1,2", "1", "2", "a%2Fb", "a+b", "a&b=c", `"`, "a..b", "日本", "$NOW", "_eq"}
	for _, code := range codes {
		_, err := items.CreateOne(t.Context(), keyed{Code: code, Name: "is " + code})
		require.NoError(t, err, code)
	}
	for _, code := range codes {
		want := keyed{code, "is " + code}
		got, err := items.ReadOne(t.Context(), code)
		require.NoError(t, err, code)
		require.Equal(t, want, got)
		many, err := items.ReadMany(t.Context(), directus.IDs(code))
		require.NoError(t, err, code)
		require.Equal(t, []keyed{want}, many)
		if code != "$NOW" { // a filter takes it for the time
			page, err := items.ReadByQuery(t.Context(), query.In("code", code))
			require.NoError(t, err, code)
			require.Equal(t, []keyed{want}, page.Data)
		}
		got, err = items.UpdateOne(t.Context(), code, directus.Patch{"name": "new " + code})
		require.NoError(t, err, code)
		require.Equal(t, keyed{code, "new " + code}, got)
	}
	page, err := items.ReadByQuery(t.Context(), query.In("code", "1,2", "a/b"), query.Fields("code"))
	require.NoError(t, err)
	require.Equal(t, []keyed{{Code: "1,2"}, {Code: "a/b"}}, page.Data)
	for i, code := range codes {
		require.NoError(t, items.DeleteOne(t.Context(), code), code)
		left, err := items.Count(t.Context())
		require.NoError(t, err)
		require.Equal(t, len(codes)-i-1, left, code)
	}
}

// 19: counts come before the items or after them.
func TestSurprise19MetaComesBeforeData(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	makeArticles(t, items, 3)
	page, err := items.ReadByQuery(t.Context(), query.Meta(query.AllMeta), query.Gt("id", 1), query.Limit(1))
	require.NoError(t, err)
	require.Equal(t, directus.Meta{TotalCount: 3, FilterCount: 2}, page.Meta)
	require.Len(t, page.Data, 1)
}

// 20: limit 0 is none, -1 all.
func TestSurprise20Limits(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	makeArticles(t, items, 120)
	for limit, want := range map[int]int{0: 0, 3: 3, 110: 110, query.Unlimited: 120} {
		page, err := items.ReadByQuery(t.Context(), query.Limit(limit))
		require.NoError(t, err)
		require.Len(t, page.Data, want)
	}
	page, err := items.ReadByQuery(t.Context())
	require.NoError(t, err)
	require.Len(t, page.Data, 100)
}

// 21: offset works without a limit, page does not, and a changed key would be ignored.
func TestSurprise21OffsetPageAndKey(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t))
	makeArticles(t, items, 5)
	page, err := items.ReadByQuery(t.Context(), query.Limit(query.Unlimited), query.Offset(3), query.Fields("id"))
	require.NoError(t, err)
	require.Equal(t, []article{{ID: 4}, {ID: 5}}, page.Data)
	_, err = items.ReadByQuery(t.Context(), query.Limit(query.Unlimited), query.PageNumber(2))
	require.ErrorContains(t, err, "PageNumber")
	_, err = items.UpdateOne(t.Context(), 1, directus.Patch{"id": 77})
	require.ErrorContains(t, err, "primary key")
	_, err = items.UpdateMany(t.Context(), directus.IDs(1), directus.Patch{"id": 77})
	require.ErrorContains(t, err, "primary key")
	exists, err := items.Exists(t.Context(), 1)
	require.NoError(t, err)
	require.True(t, exists)
}

// 23: a create that fails may have been stored. It is sent once.
func TestSurprise23FailedCreateIsNotRepeated(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := makeCollection(t, client, m{}, intKey("id"), plain("place", "geometry"))
	var info directus.ResponseInfo
	items := directus.NewItems[directus.Item](client, name).With(directus.Into(&info))
	_, err := items.CreateOne(t.Context(), directus.Item{"place": nil})
	require.ErrorIs(t, err, directus.CodeInternalServerError, "SQLite reads no geometry")
	require.Equal(t, 1, info.Attempts)
	require.NotContains(t, err.Error(), "select", "the words of an internal error are no part of its text")
	count, err := items.Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, count, "the item was stored all the same")
}

// 38: what is too large answers with different statuses, and none of them is 413.
func TestSurprise38TooLarge(t *testing.T) {
	t.Parallel()
	items := articles(t, realClient(t, directus.WithSearchAbove(1<<20)))
	_, err := items.ReadByQuery(t.Context(), query.Eq("title", strings.Repeat("x", 20_000)))
	require.ErrorIs(t, err, directus.ErrTooLarge)
	var e *directus.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, e.Status)
	_, err = items.CreateOne(t.Context(), article{Title: strings.Repeat("x", 2<<20)})
	require.ErrorIs(t, err, directus.ErrTooLarge)
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
}

// 45: a concealed value reads as a mask, and writing the mask back would destroy it.
func TestSurprise45MaskIsNotWrittenBack(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	users := directus.NewItems[directus.Item](client, "directus_users")
	me, err := users.ReadOne(t.Context(), "me", query.Fields("id", "token", "title"))
	require.NoError(t, err)
	require.Equal(t, "**********", me["token"])
	me["title"] = "Countess"
	_, err = users.UpdateOne(t.Context(), me["id"], me)
	require.ErrorContains(t, err, `"token"`)
	got, err := users.UpdateOne(t.Context(), me["id"], directus.Patch{"title": "Countess"}, query.Fields("title"))
	require.NoError(t, err, "the token is still good")
	require.Equal(t, directus.Item{"title": "Countess"}, got)
}

// 47: an object with an unknown key creates the related item; a bare key must exist.
func TestSurprise47LinksByKeyMustExist(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	authors := articlesName(t, client)
	books := makeCollection(t, client, m{}, intKey("id"), plain("author", "integer"))
	succeed(t, client, http.MethodPost, "/relations", m{"collection": books, "field": "author", "related_collection": authors, "schema": m{"on_delete": "SET NULL"}})
	items := directus.NewItems[directus.Item](client, books)
	_, err := items.CreateOne(t.Context(), directus.Item{"author": 99})
	require.ErrorIs(t, err, directus.CodeInvalidForeignKey)
	count, err := items.Count(t.Context())
	require.NoError(t, err)
	require.Zero(t, count)
	_, err = items.CreateOne(t.Context(), directus.Item{"author": m{"id": 99, "title": "new"}})
	require.NoError(t, err)
	exists, err := directus.NewItems[article](client, authors).Exists(t.Context(), 99)
	require.NoError(t, err)
	require.True(t, exists, "as CreateOne's comment says")
}
