package directus_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
)

// assetsPNG is a picture, the left half of which is red and the right half blue.
func assetsPNG(t *testing.T, width, height int) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		for y := range height {
			c := color.RGBA{R: 255, A: 255}
			if x >= width/2 {
				c = color.RGBA{B: 255, A: 255}
			}
			picture.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, picture))
	return b.Bytes()
}

// assetsUpload uploads a file and returns its key.
func assetsUpload(t *testing.T, client *directus.Client, name string, content []byte, fields directus.Patch) string {
	t.Helper()
	file, err := client.Files.Upload(t.Context(), directus.Upload{Name: name, Body: bytes.NewReader(content), Fields: fields})
	require.NoError(t, err)
	return file.ID
}

// assetsRead opens an asset and reads it.
func assetsRead(t *testing.T, client *directus.Client, id string, opts ...directus.AssetOption) (*directus.Asset, []byte) {
	t.Helper()
	asset, err := client.Assets.Open(t.Context(), id, opts...)
	require.NoError(t, err)
	content, err := io.ReadAll(asset)
	require.NoError(t, err)
	require.NoError(t, asset.Close())
	return asset, content
}

func TestRealAssetsOpen(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client := clientOf(t, server)
	content := make([]byte, 100_000)
	_, _ = rand.Read(content)
	id := assetsUpload(t, client, "grün 日本 \"q\".txt", content, nil)
	t.Cleanup(func() { succeed(t, client, http.MethodDelete, "/files/"+id, nil) })

	asset, got := assetsRead(t, client, id)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(got))
	require.Equal(t, `grün 日本 "q".txt`, asset.Name)
	require.Equal(t, "text/plain", asset.Type)
	require.EqualValues(t, len(content), asset.Size)
	require.EqualValues(t, len(content), asset.Total)
	require.WithinDuration(t, time.Now(), asset.Modified, time.Minute)
	if server.Major() >= 11 {
		require.NotEmpty(t, asset.ETag)
	}
	info, err := client.Assets.Stat(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, asset.AssetInfo, info)

	for name, tt := range map[string]struct {
		part     directus.Range
		from, to int
	}{
		"middle":          {directus.Range{From: 100, To: 199}, 100, 200},
		"beginning":       {directus.Range{To: 9}, 0, 10},
		"to the end":      {directus.Range{From: 99_990}, 99_990, 100_000},
		"from the end":    {directus.Range{From: -10}, 99_990, 100_000},
		"beyond the end":  {directus.Range{From: 99_990, To: 200_000}, 99_990, 100_000},
		"all":             {directus.Range{}, 0, 100_000},
		"more than there": {directus.Range{From: -200_000}, 0, 100_000},
	} {
		asset, got := assetsRead(t, client, id, tt.part)
		require.Equal(t, content[tt.from:tt.to], got, name)
		require.EqualValues(t, tt.from, asset.Offset, name)
		require.EqualValues(t, tt.to-tt.from, asset.Size, name)
		require.EqualValues(t, len(content), asset.Total, name)
	}
	for _, part := range []directus.Range{{From: 100_000}, {From: 5, To: 5}} {
		_, err = client.Assets.Open(t.Context(), id, part)
		require.ErrorIs(t, err, directus.CodeRangeNotSatisfiable, "%v", part)
	}

	const missing = "00000000-0000-4000-8000-000000000000"
	_, err = client.Assets.Open(t.Context(), missing)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = client.Assets.Stat(t.Context(), missing)
	require.ErrorIs(t, err, directus.CodeForbidden)
	anonymous, err := directus.New(server.URL)
	require.NoError(t, err)
	defer anonymous.Close()
	_, err = anonymous.Assets.Open(t.Context(), id)
	require.ErrorIs(t, err, directus.CodeForbidden)
}

func TestRealAssetsTransform(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	id := assetsUpload(t, client, "picture.png", assetsPNG(t, 400, 200), nil)
	succeed(t, client, http.MethodPatch, "/settings", m{"storage_asset_presets": []m{
		{"key": "thumb", "fit": "contain", "width": 50, "height": 50, "quality": 80, "withoutEnlargement": true, "format": "jpg"},
	}})
	focus := directus.Transform{Width: 100, Height: 100, FocalPointY: field.Value(100)}
	for name, tt := range map[string]struct {
		transform     directus.Transform
		kind          string
		width, height int
	}{
		"nothing":             {directus.Transform{}, "png", 400, 200},
		"width":               {directus.Transform{Width: 100}, "png", 100, 50},
		"height":              {directus.Transform{Height: 20}, "png", 40, 20},
		"cover":               {directus.Transform{Width: 30, Height: 30, Fit: directus.FitCover}, "png", 30, 30},
		"contain":             {directus.Transform{Width: 30, Height: 30, Fit: directus.FitContain}, "png", 30, 30},
		"inside":              {directus.Transform{Width: 30, Height: 30, Fit: directus.FitInside}, "png", 30, 15},
		"outside":             {directus.Transform{Width: 30, Height: 30, Fit: directus.FitOutside}, "png", 60, 30},
		"larger":              {directus.Transform{Width: 800}, "png", 800, 400},
		"without enlargement": {directus.Transform{Width: 800, WithoutEnlargement: true}, "png", 400, 200},
		"jpeg":                {directus.Transform{Format: directus.FormatJPG, Quality: 50}, "jpeg", 400, 200},
		"auto":                {directus.Transform{Format: directus.FormatAuto, Width: 10}, "png", 10, 5},
		"preset":              {directus.Transform{Key: "thumb"}, "jpeg", 50, 50},
		"preset and more":     {directus.Transform{Key: "thumb", Width: 60, Format: directus.FormatPNG}, "png", 60, 50},
		"system preset":       {directus.Transform{Key: "system-small-cover"}, "png", 64, 64},
		"operations":          {directus.Transform{Operations: []directus.TransformOperation{{"rotate", 90}, {"blur", 2}}}, "png", 200, 400},
		"operation, object": {directus.Transform{Operations: []directus.TransformOperation{
			{"extract", map[string]int{"left": 0, "top": 0, "width": 33, "height": 44}},
		}}, "png", 33, 44},
	} {
		_, content := assetsRead(t, client, id, tt.transform)
		config, kind, err := image.DecodeConfig(bytes.NewReader(content))
		require.NoError(t, err, name)
		require.Equal(t, fmt.Sprint(tt.kind, tt.width, tt.height), fmt.Sprint(kind, config.Width, config.Height), name)
	}

	for x, want := range map[int]color.Color{0: color.RGBA{R: 255, A: 255}, 400: color.RGBA{B: 255, A: 255}} {
		focus.FocalPointX = field.Value(x)
		_, content := assetsRead(t, client, id, focus)
		picture, err := png.Decode(bytes.NewReader(content))
		require.NoError(t, err)
		wantR, _, wantB, _ := want.RGBA()
		r, _, b, _ := picture.At(50, 50).RGBA()
		require.Equal(t, []uint32{wantR, wantB}, []uint32{r, b}, "what is at the focal point %d stays in view", x)
	}

	sizes := map[int]int{}
	for _, quality := range []int{1, 100} {
		asset, content := assetsRead(t, client, id, directus.Transform{Format: directus.FormatJPG, Quality: quality})
		require.Equal(t, "image/jpeg", asset.Type)
		_, err := jpeg.Decode(bytes.NewReader(content))
		require.NoError(t, err)
		sizes[quality] = len(content)
		info, err := client.Assets.Stat(t.Context(), id, directus.Transform{Format: directus.FormatJPG, Quality: quality})
		require.NoError(t, err)
		require.Equal(t, asset.AssetInfo, info)
	}
	require.Less(t, sizes[1], sizes[100])

	webp := client.Assets.With(directus.Header("Accept", "image/webp"))
	info, err := webp.Stat(t.Context(), id, directus.Transform{Format: directus.FormatAuto})
	require.NoError(t, err)
	require.Equal(t, "image/webp", info.Type)

	_, err = client.Assets.Open(t.Context(), id, directus.Transform{Key: "nosuch"})
	require.ErrorIs(t, err, directus.CodeInvalidQuery)
	_, err = client.Assets.Stat(t.Context(), id, directus.Transform{Key: "nosuch"})
	require.ErrorIs(t, err, directus.CodeInvalidQuery)
	if server.Major() >= 12 { // older ones try, and time out
		_, err = client.Assets.Open(t.Context(), id, directus.Transform{Width: 1_000_000})
		require.ErrorIs(t, err, directus.CodeIllegalAssetTransformation)
	}
	text := assetsUpload(t, client, "a.txt", []byte("hello"), nil)
	_, content := assetsRead(t, client, text, directus.Transform{Width: 5})
	require.Equal(t, "hello", string(content), "what is no picture stays as it is")

	succeed(t, client, http.MethodPatch, "/settings", m{"storage_asset_transform": "presets"})
	_, err = client.Assets.Open(t.Context(), id, directus.Transform{Width: 5})
	require.ErrorIs(t, err, directus.CodeInvalidQuery)
	_, _ = assetsRead(t, client, id, directus.Transform{Key: "thumb"})
}

func TestRealAssetsDownload(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	content := make([]byte, 3<<20)
	_, _ = rand.Read(content)
	id := assetsUpload(t, client, "a.bin", content, nil)
	t.Cleanup(func() { succeed(t, client, http.MethodDelete, "/files/"+id, nil) })
	var b bytes.Buffer
	n, err := client.Assets.Download(t.Context(), id, &b)
	require.NoError(t, err)
	require.EqualValues(t, len(content), n)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(b.Bytes()))

	folder := t.TempDir()
	path := filepath.Join(folder, "a.bin")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	_, err = client.Assets.DownloadFile(t.Context(), "00000000-0000-4000-8000-000000000000", path)
	require.ErrorIs(t, err, directus.CodeForbidden)
	assetsFolder(t, folder, map[string]string{"a.bin": "old"})
	n, err = client.Assets.DownloadFile(t.Context(), id, path)
	require.NoError(t, err)
	require.EqualValues(t, len(content), n)
	assetsFolder(t, folder, map[string]string{"a.bin": string(content)})
}

// assetsFolder checks what files are in a folder.
func assetsFolder(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, entries, len(want), "%v", entries)
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		require.Equal(t, sha256.Sum256([]byte(content)), sha256.Sum256(got), name)
	}
}

// The connection breaks off again and again, and the file arrives nevertheless.
func TestRealAssetsDownloadOverABadConnection(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	direct := clientOf(t, server)
	content := make([]byte, 1_000_000)
	_, _ = rand.Read(content)
	id := assetsUpload(t, direct, "a.bin", content, nil)
	t.Cleanup(func() { succeed(t, direct, http.MethodDelete, "/files/"+id, nil) })
	require.Eventually(t, func() bool { // two versions of one second cannot be told apart
		info, err := direct.Assets.Stat(t.Context(), id)
		return err == nil && time.Since(info.Modified) > 3*time.Second
	}, time.Minute, 100*time.Millisecond)
	client := clientTo(t, newCutting(t, server.URL, 300_000).url, directus.WithStaticToken(server.Token), soon(3))
	var b bytes.Buffer
	n, err := client.Assets.Download(t.Context(), id, &b)
	require.NoError(t, err)
	require.EqualValues(t, len(content), n)
	require.Equal(t, sha256.Sum256(content), sha256.Sum256(b.Bytes()))
	b.Reset()
	n, err = client.Assets.Download(t.Context(), id, &b, directus.Range{From: 100_000, To: 899_999})
	require.NoError(t, err)
	require.EqualValues(t, 800_000, n)
	require.Equal(t, sha256.Sum256(content[100_000:900_000]), sha256.Sum256(b.Bytes()))
	_, err = client.Assets.With(directus.NoRetry()).Download(t.Context(), id, io.Discard)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestRealAssetsZip(t *testing.T) {
	t.Parallel()
	server := realserver.Shared(t)
	client := clientOf(t, server)
	if server.Major() < 11 {
		_, err := client.Assets.ZipFiles(t.Context(), directus.IDs("00000000-0000-4000-8000-000000000000"))
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		_, err = client.Assets.ZipFolder(t.Context(), "00000000-0000-4000-8000-000000000000")
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		return
	}
	folder := makeRow(t, client, "/folders", m{"name": "outer"})
	inner := makeRow(t, client, "/folders", m{"name": "inner", "parent": folder})
	one := assetsUpload(t, client, "a.txt", []byte("one"), directus.Patch{"folder": folder})
	two := assetsUpload(t, client, "b.txt", []byte("two"), directus.Patch{"folder": inner})
	t.Cleanup(func() { succeed(t, client, http.MethodDelete, "/files", []string{one, two}) })

	asset, err := client.Assets.ZipFiles(t.Context(), directus.IDs(one, two))
	require.NoError(t, err)
	require.Equal(t, "application/zip", asset.Type)
	require.Regexp(t, `^files-.*\.zip$`, asset.Name)
	require.EqualValues(t, -1, asset.Size)
	require.Equal(t, map[string]string{"a.txt": "one", "b.txt": "two"}, assetsUnzip(t, asset))

	asset, err = client.Assets.ZipFolder(t.Context(), folder)
	require.NoError(t, err)
	require.Regexp(t, `^folder-outer-.*\.zip$`, asset.Name)
	require.Equal(t, map[string]string{"outer/a.txt": "one", "outer/inner/b.txt": "two", "outer/": "", "outer/inner/": ""}, assetsUnzip(t, asset))

	_, err = client.Assets.ZipFiles(t.Context(), directus.IDs("00000000-0000-4000-8000-000000000000"))
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	empty := makeRow(t, client, "/folders", m{"name": "empty"})
	for _, id := range directus.IDs(empty, "00000000-0000-4000-8000-000000000000") {
		_, err = client.Assets.ZipFolder(t.Context(), id)
		require.ErrorIs(t, err, directus.CodeInvalidPayload)
	}
}

// assetsUnzip returns the files of an archive.
func assetsUnzip(t *testing.T, asset *directus.Asset) map[string]string {
	t.Helper()
	content, err := io.ReadAll(asset)
	require.NoError(t, err)
	require.NoError(t, asset.Close())
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	require.NoError(t, err)
	files := map[string]string{}
	for _, file := range archive.File {
		r, err := file.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
		files[file.Name] = string(text)
	}
	return files
}
