package directus_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/godirectus/directus"
)

// exampleAssets returns a client of a server that has one picture.
func exampleAssets() *directus.Client {
	client, err := directus.New("https://cms.example.com", directus.WithTransport(directus.TransportFunc(
		func(_ context.Context, req *directus.Request) (*directus.Response, error) {
			header := http.Header{"Content-Type": {"image/webp"}, "Content-Disposition": {`inline; filename="cat.webp"`}, "Content-Length": {"5"}}
			if req.Header.Get("Range") != "" {
				header.Set("Content-Range", "bytes 0-4/1000")
				return answer(http.StatusPartialContent, header, "hello"), nil
			}
			return answer(http.StatusOK, header, "hello"), nil
		})))
	if err != nil {
		fmt.Println(err)
	}
	return client
}

func ExampleAssets_Open() {
	client := exampleAssets()
	defer client.Close()
	asset, err := client.Assets.Open(context.Background(), "8df2e923-4a44-4028-8b2e-9a9dc5a48e38",
		directus.Transform{Width: 300, Height: 300, Fit: directus.FitCover, Format: directus.FormatWebP})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer asset.Close()
	n, err := io.Copy(io.Discard, asset)
	fmt.Println(asset.Name, asset.Type, n, err)
	// Output: cat.webp image/webp 5 <nil>
}

func ExampleRange() {
	client := exampleAssets()
	defer client.Close()
	asset, err := client.Assets.Open(context.Background(), "8df2e923-4a44-4028-8b2e-9a9dc5a48e38", directus.Range{From: 0, To: 4})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer asset.Close()
	fmt.Println(asset.Size, "of", asset.Total)
	// Output: 5 of 1000
}

func ExampleAssets_Download() {
	client := exampleAssets()
	defer client.Close()
	n, err := client.Assets.Download(context.Background(), "8df2e923-4a44-4028-8b2e-9a9dc5a48e38", os.Stdout)
	fmt.Println("", n, err)
	// Output: hello 5 <nil>
}

func ExampleAssets_Stat() {
	client := exampleAssets()
	defer client.Close()
	info, err := client.Assets.Stat(context.Background(), "8df2e923-4a44-4028-8b2e-9a9dc5a48e38")
	fmt.Println(info.Name, info.Size, err)
	// Output: cat.webp 5 <nil>
}

func ExampleFiles_UploadResumable() {
	client, err := directus.New("https://cms.example.com", directus.WithTransport(&tusFake{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	storage := directus.NewMemoryStorage() // a program that may be stopped uses a FileStorage
	file, err := client.Files.UploadResumable(context.Background(), directus.Upload{
		Name: "talk.mp4",
		Body: strings.NewReader("hello world"), // or an *os.File
	}, directus.Resume{Storage: storage})
	fmt.Println(file.ID, err)
	// Output: key <nil>
}

func ExampleAssets_DownloadFile() {
	client := exampleAssets()
	defer client.Close()
	folder, err := os.MkdirTemp("", "assets")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	n, err := client.Assets.DownloadFile(context.Background(), "8df2e923-4a44-4028-8b2e-9a9dc5a48e38", filepath.Join(folder, "cat.webp"),
		directus.Transform{Width: 300, Format: directus.FormatWebP})
	fmt.Println(n, err)
	// Output: 5 <nil>
}

// The settings of the project name a preset; what the library has no field for is an operation.
func ExampleTransform() {
	client := exampleClient(200, "…")
	image, err := client.Assets.Open(context.Background(), "8df2e923-4a44-4028-8b2e-9a9dc5a48e38",
		directus.Transform{Key: "thumbnail", Operations: []directus.TransformOperation{{"blur", 5}, {"rotate", 90}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(image.Close())
	// Output:
	// GET /assets/8df2e923-4a44-4028-8b2e-9a9dc5a48e38 key=thumbnail&transforms=%5B%5B%22blur%22%2C5%5D%2C%5B%22rotate%22%2C90%5D%5D
	// <nil>
}

// emptyZip is the end of a ZIP file, which is all of one without files.
var emptyZip = "PK\x05\x06" + strings.Repeat("\x00", 18)

func ExampleAssets_ZipFiles() {
	client := exampleClient(200, emptyZip)
	ids := directus.IDs("8df2e923-4a44-4028-8b2e-9a9dc5a48e38", "0b7b5d2c-6c7e-4d0a-8f0e-0d4a3f4b9f11")
	archive, err := client.Assets.ZipFiles(context.Background(), ids)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer archive.Close()
	n, err := io.Copy(io.Discard, archive) // to a file, or into a reply
	fmt.Println(n, err)
	// Output:
	// POST /assets/files
	// 22 <nil>
}

func ExampleAssets_ZipFolder() {
	client := exampleClient(200, emptyZip)
	archive, err := client.Assets.ZipFolder(context.Background(), "5a3f1c0e-2a5d-4a53-9d6d-1f9f4b1c7e02")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer archive.Close()
	n, err := io.Copy(io.Discard, archive)
	fmt.Println(n, err)
	// Output:
	// POST /assets/folder/5a3f1c0e-2a5d-4a53-9d6d-1f9f4b1c7e02
	// 22 <nil>
}
