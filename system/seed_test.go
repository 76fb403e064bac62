package system_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/system"
)

// seed makes an item of every kind, as a user of the types would.
func seed(t *testing.T, a api) {
	t.Helper()
	seedSchema(t, a)
	user := seedUser(t, a)
	seedContent(t, a, user)
	seedApp(t, a, user)
	seedFlow(t, a)
	seedFiles(t, a)
	seedOAuth(t, a)
}

func seedSchema(t *testing.T, a api) {
	t.Helper()
	create(t, a, "/collections", system.Collection{
		Collection: "books", Schema: &system.CollectionSchema{},
		Meta: &system.CollectionMeta{
			Note: "a table", Versioning: true, Accountability: field.Value(system.AccountabilityAll), SortField: "sort", Color: "#6644FF",
			Translations:     []system.CollectionTranslation{{Language: "de-DE", Translation: "Bücher", Singular: "Buch", Plural: "Bücher"}},
			ArchiveAppFilter: field.Value(false), ItemDuplicationFields: []string{"title"}, Group: "",
		},
		Fields: []system.Field{
			{Field: "id", Type: system.TypeInteger, Schema: &system.FieldSchema{IsPrimaryKey: true, HasAutoIncrement: true}, Meta: &system.FieldMeta{Hidden: true}},
			{Field: "title", Type: system.TypeString, Schema: &system.FieldSchema{DefaultValue: "none", IsNullable: field.Value(false), MaxLength: 100, IsIndexed: true}, Meta: &system.FieldMeta{
				Interface: "input", Options: m{"trim": true}, Width: system.WidthHalf, Sort: field.Value(0), Note: "a note",
				Translations: []system.FieldTranslation{{Language: "de-DE", Translation: "Titel"}},
				Conditions:   []system.FieldCondition{{Name: "c", Rule: m{"id": m{"_null": true}}, Hidden: field.Value(true)}},
				Validation:   m{"title": m{"_nnull": true}}, ValidationMessage: "a title is needed", Searchable: field.Value(false),
			}},
			{Field: "price", Type: system.TypeDecimal, Schema: &system.FieldSchema{NumericPrecision: field.Value(12), NumericScale: field.Value(0)}, Meta: &system.FieldMeta{}},
			{Field: "sold", Type: system.TypeBoolean, Schema: &system.FieldSchema{DefaultValue: false}, Meta: &system.FieldMeta{Special: []string{system.SpecialCastBoolean}}},
			{Field: "count", Type: system.TypeInteger, Schema: &system.FieldSchema{DefaultValue: 5}, Meta: &system.FieldMeta{}},
			{Field: "sort", Type: system.TypeInteger, Schema: &system.FieldSchema{}, Meta: &system.FieldMeta{}},
			{Field: "made", Type: system.TypeTimestamp, Schema: &system.FieldSchema{}, Meta: &system.FieldMeta{Special: []string{system.SpecialDateCreated}}},
			{Field: "sequel_of", Type: system.TypeInteger, Schema: &system.FieldSchema{}, Meta: &system.FieldMeta{Special: []string{system.SpecialM2O}}},
			{Field: "sequels", Type: system.TypeAlias, Meta: &system.FieldMeta{Special: []string{system.SpecialO2M}}},
		},
	})
	create(t, a, "/collections", system.Collection{Collection: "shelf", Meta: &system.CollectionMeta{Collapse: system.CollapseLocked}})
	a.patch(t, "/collections/books", m{"meta": m{"group": "shelf", "accountability": nil}})
	a.patch(t, "/collections/books", m{"meta": m{"accountability": "all"}})
	relation := create(t, a, "/relations", system.Relation{
		Collection: "books", Field: "sequel_of", RelatedCollection: "books",
		Schema: &system.RelationSchema{OnDelete: system.SetNull},
		Meta:   &system.RelationMeta{OneField: "sequels", OneDeselectAction: system.DeselectDelete, SortField: "sort"},
	})
	assert.Equal(t, system.SetNull, relation.Schema.OnDelete)
	create(t, a, "/collections", system.Collection{
		Collection: "books_blocks", Schema: &system.CollectionSchema{}, Meta: &system.CollectionMeta{Hidden: true},
		Fields: []system.Field{
			{Field: "id", Type: system.TypeInteger, Schema: &system.FieldSchema{IsPrimaryKey: true, HasAutoIncrement: true}, Meta: &system.FieldMeta{}},
			{Field: "item", Type: system.TypeString, Schema: &system.FieldSchema{}, Meta: &system.FieldMeta{}},
			{Field: "collection", Type: system.TypeString, Schema: &system.FieldSchema{}, Meta: &system.FieldMeta{}},
		},
	})
	anyOf := create(t, a, "/relations", system.Relation{
		Collection: "books_blocks", Field: "item",
		Meta: &system.RelationMeta{OneCollectionField: "collection", OneAllowedCollections: []string{"books", "shelf"}},
	})
	assert.Nil(t, anyOf.Schema)
	assert.Equal(t, []string{"books", "shelf"}, anyOf.Meta.OneAllowedCollections)
}

// seedUser makes a user with a role and what the role may do.
func seedUser(t *testing.T, a api) system.User {
	t.Helper()
	permission := system.Permission{
		Collection: "books", Action: system.PermissionRead, Fields: []string{"*"},
	}
	if a.major != "12" { // it needs a license for more
		permission.Presets, permission.Permissions = m{"title": "new"}, m{"title": m{"_nnull": true}}
	}
	role := system.Role{Name: "Editors", Icon: "edit"}
	user := system.User{
		FirstName: "Ann", Email: "ann@example.com", Password: field.PlainText("correct horse"), Token: field.PlainText("battery-staple"),
		Tags: system.Tags{"a", "b"}, Status: system.UserDraft, EmailNotifications: field.Value(false), Appearance: system.AppearanceDark,
		ThemeLightOverrides: m{"borderRadius": "0"}, AuthData: field.JSONOf(m{"key": "value"}),
	}
	if a.major == "10" {
		role.AppAccess, role.IPAccess = field.Value(false), []string{"10.0.0.0/8"}
		role = create(t, a, "/roles", role)
		permission.Role = field.Link[system.Role](role.ID)
		create(t, a, "/permissions", permission)
	} else {
		parent := create(t, a, "/roles", system.Role{Name: "Staff"})
		role.Parent = field.Link[system.Role](parent.ID)
		role = create(t, a, "/roles", role)
		policy := create(t, a, "/policies", system.Policy{
			Name: "Readers", IPAccess: []string{"10.0.0.0/8"}, Permissions: field.ReplaceItems(permission),
			Roles: field.ReplaceItems(system.Access{Role: field.Link[system.Role](role.ID), Sort: field.Value(1)}),
		})
		assert.Equal(t, 1, policy.Permissions.Len())
		user.Policies = field.ReplaceItems(system.Access{Policy: field.Link[system.Policy](policy.ID)})
	}
	user.Role = field.Link[system.Role](role.ID)
	user = create(t, a, "/users", user)
	assert.Equal(t, system.Tags{"a", "b"}, user.Tags)
	assert.True(t, user.Password.IsMasked())
	return user
}

// seedContent makes items and what can be made about an item.
func seedContent(t *testing.T, a api, user system.User) {
	t.Helper()
	create(t, a, "/items/books", m{"title": "one"})
	a.patch(t, "/items/books/1", m{"title": "two", "sequels": []m{{"title": "three"}}})
	if a.major == "10" {
		status, data := a.send(t, http.MethodPost, "/activity/comment", m{"collection": "books", "item": 1, "comment": "good"})
		require.Equal(t, http.StatusOK, status, "%s", data)
	} else {
		create(t, a, "/comments", system.Comment{Collection: "books", Item: "1", Comment: "good"})
	}
	version := create(t, a, "/versions", system.Version{Key: "draft", Name: "Draft", Collection: "books", Item: "1"})
	status, data := a.send(t, http.MethodPost, "/versions/"+version.ID+"/save", m{"title": "four"})
	require.Equal(t, http.StatusOK, status, "%s", data)
	start := field.TimestampOf(time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC))
	share := create(t, a, "/shares", system.Share{
		Name: "for all", Collection: "books", Item: "1", Role: user.Role, Password: field.PlainText("secret"), DateStart: start, MaxUses: field.Value(3),
	})
	assert.Equal(t, start, share.DateStart)
	create(t, a, "/notifications", system.Notification{
		Recipient: field.Link[system.User](user.ID), Subject: "hi", Message: "*you*", Collection: "books", Item: "1",
	})
	create(t, a, "/translations", system.Translation{Language: "de-DE", Key: "book", Value: "Buch"})
}

// seedApp makes what the app shows, and settings.
func seedApp(t *testing.T, a api, user system.User) {
	t.Helper()
	create(t, a, "/presets", system.Preset{
		Bookmark: "mine", User: field.Link[system.User](user.ID), Collection: "books", LayoutQuery: m{"tabular": m{"page": 1}},
		LayoutOptions: m{"tabular": m{"widths": m{}}}, RefreshInterval: field.Value(0), Filter: m{"_and": []any{}},
	})
	dashboard := create(t, a, "/dashboards", system.Dashboard{Name: "Numbers", Color: "#6644FF"})
	create(t, a, "/panels", system.Panel{
		Dashboard: field.Link[system.Dashboard](dashboard.ID), Name: "Label", Type: "label", ShowHeader: true,
		PositionX: 1, PositionY: 1, Width: 10, Height: 5, Options: m{"text": "hi"},
	})
	settings := system.Settings{
		ProjectName: "Books", AuthLoginAttempts: field.Value(7), StorageAssetTransform: system.TransformPresets,
		StorageAssetPresets: []m{{"key": "small", "fit": "cover", "width": 10, "transforms": []any{}}},
		ModuleBar:           []m{{"type": "module", "id": "content", "enabled": true}}, Basemaps: []m{{"name": "map", "type": "raster", "url": "https://example.com"}},
		CustomAspectRatios: []m{{"text": "16:9", "value": 1.78}}, ThemeDarkOverrides: m{"borderRadius": "0"},
		PublicRegistrationEmailFilter: m{"_and": []any{m{"email": m{"_ends_with": "@example.com"}}}}, MCPSystemPromptEnabled: field.Value(false),
		AIOpenAIAPIKey: field.PlainText("key"), VisualEditorURLs: []m{{"url": "https://example.com"}},
		AITranslationGlossary: []m{{"term": "x"}},
	}
	if a.major != "12" { // it needs a license for these
		settings.AIOpenAICompatibleModels, settings.AIOpenAICompatibleHeaders = []m{{"id": "x"}}, []m{{"header": "X", "value": "y"}}
	}
	a.patch(t, "/settings", settings)
}

func seedFlow(t *testing.T, a api) {
	t.Helper()
	flow := system.Flow{
		Name: "Log", Trigger: system.TriggerWebhook, Accountability: field.Value(system.AccountabilityActivity), Options: m{"method": "GET"},
		Operations: field.ReplaceItems(system.Operation{
			Key: "log", Type: "log", PositionX: 20, PositionY: 1, Options: m{"message": "hi"},
		}),
	}
	if a.major == "12" {
		folder := create(t, a, "/folders", system.Folder{Name: "Flows", Type: system.FolderFlows})
		flow.Folder = field.Link[system.Folder](folder.ID)
	}
	flow = create(t, a, "/flows", flow)
	first := flow.Operations.Keys()[0]
	a.patch(t, "/flows/"+flow.ID, m{"operation": first})
	create(t, a, "/operations", system.Operation{
		Key: "other", Type: "log", PositionX: 1, PositionY: 1, Flow: field.Link[system.Flow](flow.ID), Reject: field.Link[system.Operation](first),
	})
}

func seedFiles(t *testing.T, a api) {
	t.Helper()
	folder := create(t, a, "/folders", system.Folder{Name: "Pictures"})
	create(t, a, "/folders", system.Folder{Name: "More", Parent: field.Link[system.Folder](folder.ID)})
	file := upload(t, a, "a.txt", "hello", m{"folder": folder.ID, "tags": `["x","y"]`, "focal_point_x": 0})
	assert.Equal(t, system.Tags{"x", "y"}, file.Tags)
	assert.Equal(t, field.BigInt(5), file.Filesize)
	a.patch(t, "/users/me", m{"avatar": file.ID})
}

// seedOAuth lets a client register itself.
func seedOAuth(t *testing.T, a api) {
	t.Helper()
	if a.major != "12" {
		return
	}
	a.patch(t, "/settings", system.Settings{MCPEnabled: true, MCPOAuthEnabled: true, MCPOAuthDCREnabled: true})
	status, data := a.send(t, http.MethodPost, "/mcp-oauth/register", m{
		"client_name": "Sample", "redirect_uris": []string{"https://example.com/back"},
		"grant_types": []string{"authorization_code", "refresh_token"}, "token_endpoint_auth_method": "none",
	})
	require.Equal(t, http.StatusCreated, status, "%s", data)
}
