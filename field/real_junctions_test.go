package field_test

import (
	"bytes"
	"mime/multipart"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
)

type tag struct {
	ID   int    `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
}

// taggedAs is a row of the junction collection of an M2M.
type taggedAs struct {
	ID  int            `json:"id,omitzero"`
	Tag field.Ref[tag] `json:"tags_id,omitzero"`
}

type tagged struct {
	ID   int                  `json:"id,omitzero"`
	Name string               `json:"name,omitzero"`
	Tags field.Many[taggedAs] `json:"tags,omitzero"`
}

func TestRealM2M(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	makeCollection(t, client, "field_tagged", intKey(), column("name", "string"), list("tags", "m2m"))
	makeCollection(t, client, "field_tags", intKey(), column("name", "string"))
	makeCollection(t, client, "field_junction", intKey(), column("tagged_id", "integer"), column("tags_id", "integer"))
	relate(t, client, "field_junction", "tagged_id", "field_tagged", m{"one_field": "tags", "junction_field": "tags_id"})
	relate(t, client, "field_junction", "tags_id", "field_tags", m{"junction_field": "tagged_id"})
	items, tags := directus.NewItems[tagged](client, "field_tagged"), directus.NewItems[tag](client, "field_tags")
	names := func(id int) []string {
		item, err := items.ReadOne(t.Context(), id, query.Fields("tags.tags_id.*"), query.Deep("tags", query.Sort("tags_id.name")))
		require.NoError(t, err)
		names := []string{}
		for _, row := range item.Tags.Items() {
			tag, ok := row.Tag.Item()
			require.True(t, ok)
			names = append(names, tag.Name)
		}
		return names
	}

	red := create(t, tags, tag{Name: "red"})
	item := create(t, items, tagged{Tags: field.ReplaceItems(
		taggedAs{Tag: field.Link[tag](red.ID)}, taggedAs{Tag: field.Embed(tag{Name: "green"})},
	)})
	require.Len(t, item.Tags.Keys(), 2) // of the junction's rows
	require.Equal(t, []string{"green", "red"}, names(item.ID))

	// Read the junction's rows with the keys of the tags, and write them back.
	read, err := items.ReadOne(t.Context(), item.ID, query.Fields("id", "tags.*"))
	require.NoError(t, err)
	require.Equal(t, field.Link[tag](red.ID), read.Tags.Items()[0].Tag)
	require.Equal(t, item.Tags.Keys(), read.Tags.Keys())

	first, second := item.Tags.Keys()[0], item.Tags.Keys()[1]
	update(t, items, item.ID, tagged{Tags: field.Apply[taggedAs](field.Changes{
		Create: []any{taggedAs{Tag: field.Embed(tag{Name: "blue"})}},
		Update: []any{directus.Patch{"id": second, "tags_id": directus.Patch{"id": red.ID + 1, "name": "lime"}}},
		Delete: []any{first},
	})})
	require.Equal(t, []string{"blue", "lime"}, names(item.ID))
	update(t, items, item.ID, tagged{Tags: field.ReplaceKeys[taggedAs](second)})
	require.Equal(t, []string{"lime"}, names(item.ID))
	update(t, items, item.ID, tagged{Name: "kept"})
	require.Equal(t, []string{"lime"}, names(item.ID))
	update(t, items, item.ID, tagged{Tags: field.Replace[taggedAs]()})
	require.Empty(t, names(item.ID))
	count, err := tags.Count(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, count) // the tags themselves stay
}

// image is the other type of an M2A.
type image struct {
	ID  string `json:"id,omitzero"`
	Alt string `json:"alt,omitzero"`
}

type layout struct {
	ID       int                   `json:"id,omitzero"`
	Sections field.Many[field.Any] `json:"sections,omitzero"`
}

func TestRealM2A(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	makeCollection(t, client, "field_layouts", intKey(), list("sections", "m2a"))
	makeCollection(t, client, "field_headings", intKey(), column("title", "string"))
	makeCollection(t, client, "field_images", stringKey("id"), column("alt", "string"))
	makeCollection(t, client, "field_sections", intKey(), column("layouts_id", "integer"),
		column("collection", "string"), column("item", "string"), column("sort", "integer"))
	relate(t, client, "field_sections", "layouts_id", "field_layouts", m{"one_field": "sections", "sort_field": "sort", "junction_field": "item"})
	send(t, client, "POST", "/relations", m{"collection": "field_sections", "field": "item", "related_collection": nil, "meta": m{
		"one_collection_field": "collection", "one_allowed_collections": []string{"field_headings", "field_images"}, "junction_field": "layouts_id",
	}})
	layouts, images := directus.NewItems[layout](client, "field_layouts"), directus.NewItems[image](client, "field_images")

	sea := create(t, images, image{"sea", "The sea"})
	first := field.EmbedAny("field_headings", heading{Title: "Hello"})
	first.Extra = map[string]jsontext.Value{"sort": jsontext.Value("1")}
	made := create(t, layouts, layout{Sections: field.ReplaceItems(first, field.LinkAny("field_images", sea.ID))})
	require.Len(t, made.Sections.Keys(), 2)

	read, err := layouts.ReadOne(t.Context(), made.ID, query.Fields("id", "sections.*")) // as keys
	require.NoError(t, err)
	rows := read.Sections.Items()
	require.Equal(t, []string{"field_headings/1", "field_images/sea"}, []string{rows[0].String(), rows[1].String()})
	require.False(t, rows[1].IsExpanded())
	require.Equal(t, "1", string(rows[0].Extra["sort"]))
	require.Equal(t, made.Sections.Keys(), update(t, layouts, made.ID, read).Sections.Keys()) // written back as it was read

	expanded := func() []field.Any {
		read, err := layouts.ReadOne(t.Context(), made.ID, query.Fields("sections.id", "sections.collection",
			"sections.item:field_headings.*", "sections.item:field_images.*"))
		require.NoError(t, err)
		return read.Sections.Items()
	}
	rows = expanded()
	h, err := field.As[heading](rows[0])
	require.NoError(t, err)
	require.Equal(t, heading{1, "Hello"}, h)
	i, err := field.As[image](rows[1])
	require.NoError(t, err)
	require.Equal(t, sea, i)
	require.Equal(t, key(t, "sea"), rows[1].Key())

	update(t, layouts, made.ID, layout{Sections: field.Replace(field.Embed(rows[1]), field.Embed(rows[0]))}) // in the form that was read
	changed := field.EmbedAny("field_headings", heading{1, "Good bye"})
	changed.ID = rows[0].ID
	update(t, layouts, made.ID, directus.Patch{"sections": field.Changes{
		Create: []any{field.EmbedAny("field_images", image{"sky", "The sky"})},
		Update: []any{changed},
		Delete: []any{rows[1].ID},
	}})
	rows = expanded()
	require.Equal(t, []string{"field_headings/1", "field_images/sky"}, []string{rows[0].String(), rows[1].String()})
	h, err = field.As[heading](rows[0])
	require.NoError(t, err)
	require.Equal(t, "Good bye", h.Title)

	update(t, layouts, made.ID, layout{Sections: field.Replace[field.Any]()})
	require.Empty(t, expanded())
	_, err = layouts.UpdateOne(t.Context(), made.ID, layout{Sections: field.ReplaceItems(field.EmbedAny("field_layouts", layout{}))})
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	_, err = layouts.UpdateOne(t.Context(), made.ID, layout{Sections: field.ReplaceItems(field.EmbedAny("", heading{}))})
	require.ErrorContains(t, err, "without Collection") // nothing was sent
}

type language struct {
	Code string `json:"code"`
	Name string `json:"name,omitzero"`
}

func (l language) PrimaryKey() any { return l.Code }

type translation struct {
	ID       int                 `json:"id,omitzero"`
	Language field.Ref[language] `json:"languages_code,omitzero"`
	Title    field.Opt[string]   `json:"title,omitzero"`
}

type translated struct {
	ID           int                     `json:"id,omitzero"`
	Translations field.Many[translation] `json:"translations,omitzero"`
}

func TestRealTranslations(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	makeCollection(t, client, "field_languages", stringKey("code"), column("name", "string"))
	makeCollection(t, client, "field_translated", intKey(), list("translations", "translations"))
	makeCollection(t, client, "field_translations", intKey(), column("translated_id", "integer"),
		column("languages_code", "string"), column("title", "string"))
	relate(t, client, "field_translations", "translated_id", "field_translated",
		m{"one_field": "translations", "one_deselect_action": "delete", "junction_field": "languages_code"})
	relate(t, client, "field_translations", "languages_code", "field_languages", m{"junction_field": "translated_id"})
	items := directus.NewItems[translated](client, "field_translated")
	create(t, directus.NewItems[language](client, "field_languages"), language{"en", "English"})

	item := create(t, items, translated{Translations: field.ReplaceItems(
		translation{Language: field.Link[language]("en"), Title: field.Value("Hello")},
		translation{Language: field.Embed(language{"de", "German"}), Title: field.Null[string]()}, // creates the language
	)})
	read, err := items.ReadOne(t.Context(), item.ID, query.Fields("translations.*", "translations.languages_code.*"))
	require.NoError(t, err)
	rows := read.Translations.Items()
	require.Len(t, rows, 2)
	require.Equal(t, key(t, "en"), rows[0].Language.Key())
	german, ok := rows[1].Language.Item()
	require.True(t, ok)
	require.Equal(t, language{"de", "German"}, german)
	require.True(t, rows[1].Title.IsNull())

	update(t, items, item.ID, directus.Patch{"translations": field.Changes{
		Update: []any{translation{ID: rows[1].ID, Title: field.Value("Hallo")}}, Delete: []any{rows[0].ID},
	}})
	read, err = items.ReadOne(t.Context(), item.ID, query.Fields("translations.*"))
	require.NoError(t, err)
	require.Equal(t, []translation{{rows[1].ID, field.Link[language]("de"), field.Value("Hallo")}}, read.Translations.Items())
}

type picture struct {
	ID   int                    `json:"id,omitzero"`
	File field.Ref[pictureFile] `json:"directus_files_id,omitzero"`
}

type pictureFile struct {
	ID    string `json:"id,omitzero"`
	Title string `json:"title,omitzero"`
}

type album struct {
	ID       int                    `json:"id,omitzero"`
	Cover    field.Ref[pictureFile] `json:"cover,omitzero"`
	Pictures field.Many[picture]    `json:"pictures,omitzero"`
}

func TestRealFiles(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	makeCollection(t, client, "field_albums", intKey(), column("cover", "uuid", "file"), list("pictures", "files"))
	makeCollection(t, client, "field_pictures", intKey(), column("albums_id", "integer"), column("directus_files_id", "uuid"))
	relate(t, client, "field_albums", "cover", "directus_files", m{})
	relate(t, client, "field_pictures", "albums_id", "field_albums", m{"one_field": "pictures", "junction_field": "directus_files_id"})
	relate(t, client, "field_pictures", "directus_files_id", "directus_files", m{"junction_field": "albums_id"})
	albums := directus.NewItems[album](client, "field_albums")
	file := upload(t, client, "Sea")

	made := create(t, albums, album{
		Cover:    field.Link[pictureFile](file),
		Pictures: field.ReplaceItems(picture{File: field.Link[pictureFile](file)}),
	})
	require.Equal(t, field.Link[pictureFile](file), made.Cover)
	require.Equal(t, 1, made.Pictures.Len())
	read, err := albums.ReadOne(t.Context(), made.ID, query.Fields("cover.*", "pictures.directus_files_id.*"))
	require.NoError(t, err)
	require.Equal(t, field.Embed(pictureFile{file, "Sea"}), read.Cover)
	require.Equal(t, []picture{{File: field.Embed(pictureFile{file, "Sea"})}}, read.Pictures.Items())
	require.True(t, update(t, albums, made.ID, album{Cover: field.Unlink[pictureFile](), Pictures: field.Replace[picture]()}).Cover.IsNull())
}

// upload uploads a small file and returns its key.
func upload(t *testing.T, client *directus.Client, title string) string {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(t, form.WriteField("title", title))
	part, err := form.CreateFormFile("file", "file.txt")
	require.NoError(t, err)
	_, err = part.Write([]byte("text"))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	req := &directus.Request{Method: "POST", Path: "/files", Body: directus.Bytes(form.FormDataContentType(), body.Bytes())}
	file, err := directus.Call[pictureFile](t.Context(), client, req)
	require.NoError(t, err)
	t.Cleanup(func() { send(t, client, "DELETE", "/files/"+file.ID, nil) })
	return file.ID
}
