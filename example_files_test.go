package directus_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func ExampleFiles_Upload() {
	client := exampleClient(200, `{"data":{"id":"8f0c1a52","title":"Notes","filesize":"5"}}`)
	file, err := client.Files.Upload(context.Background(), directus.Upload{
		Name:   "notes.txt",
		Body:   strings.NewReader("hello"), // or an *os.File, or what comes from elsewhere
		Fields: directus.Patch{"title": "Notes", "tags": []string{"draft"}},
	}, query.Fields("id", "title", "filesize"))
	fmt.Println(file.Title, file.ID, err)
	// Output:
	// POST /files fields=id%2Ctitle%2Cfilesize
	// Notes 8f0c1a52 <nil>
}

func ExampleFiles_UploadMany() {
	client := exampleClient(200, `{"data":[{"id":"1","filename_download":"b.txt"},{"id":"2","filename_download":"a.txt"}]}`)
	files, err := client.Files.UploadMany(context.Background(), []directus.Upload{
		{Name: "a.txt", Body: strings.NewReader("A"), Fields: directus.Patch{"title": "First"}},
		{Name: "b.txt", Body: strings.NewReader("B")},
	})
	for _, file := range files {
		fmt.Println(file.ID, file.FilenameDownload)
	}
	fmt.Println(err)
	// Output:
	// POST /files
	// 1 b.txt
	// 2 a.txt
	// <nil>
}

func ExampleFiles_Replace() {
	client := exampleClient(200, `{"data":{"id":"8f0c1a52-3b7e-4c15-9d0a-2f6f0a1b7c33","filename_download":"notes.md"}}`)
	file, err := client.Files.Replace(context.Background(), "8f0c1a52-3b7e-4c15-9d0a-2f6f0a1b7c33", directus.Upload{
		Name: "notes.md", Type: "text/markdown", Body: strings.NewReader("# Notes"),
	})
	fmt.Println(file.FilenameDownload, err)
	// Output:
	// PATCH /files/8f0c1a52-3b7e-4c15-9d0a-2f6f0a1b7c33
	// notes.md <nil>
}

func ExampleFiles_Import() {
	client := exampleClient(503, `{"errors":[{"message":"Service is unavailable.","extensions":{"service":"external-file","code":"SERVICE_UNAVAILABLE"}}]}`)
	_, err := client.Files.Import(context.Background(), "https://example.com/photo.jpg", directus.FileImport{
		Fields: directus.Patch{"title": "Photo"},
		Types:  []string{"image/*"},
	})
	fmt.Println(errors.Is(err, directus.CodeServiceUnavailable))
	// Output:
	// POST /files/import
	// true
}

func ExampleFiles_CreateOne() {
	client := exampleClient(200, `{"data":{"id":"8f0c1a52","title":"Scan"}}`)
	file, err := client.Files.CreateOne(context.Background(), system.File{
		Storage: "local", FilenameDisk: "scan.pdf", FilenameDownload: "scan.pdf", Type: "application/pdf",
	})
	fmt.Println(file.Title, err)
	// Output:
	// POST /files
	// Scan <nil>
}

// The newest pictures of a folder.
func ExampleFiles() {
	client := exampleClient(200, `{"data":[{"id":"8f0c1a52","title":"Harbour","width":640}]}`)
	page, err := client.Files.ReadByQuery(context.Background(),
		query.Eq("folder", "5a3f1c0e"), query.StartsWith("type", "image/"),
		query.Fields("id", "title", "width"), query.Sort("-uploaded_on"), query.Limit(10))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, file := range page.Data {
		fmt.Println(file.Title, file.Width)
	}
	// Output:
	// GET /files fields=id%2Ctitle%2Cwidth&filter=%7B%22_and%22%3A%5B%7B%22folder%22%3A%7B%22_eq%22%3A%225a3f1c0e%22%7D%7D%2C%7B%22type%22%3A%7B%22_starts_with%22%3A%22image%2F%22%7D%7D%5D%7D&limit=10&sort=-uploaded_on
	// Harbour 640
}

// A project has given its files a photographer.
func ExampleNewFiles() {
	type Photo struct {
		system.File

		Photographer string `json:"photographer,omitzero"`
	}
	client := exampleClient(200, `{"data":{"title":"Harbour","photographer":"Ann"}}`)
	photo, err := directus.NewFiles[Photo](client).Upload(context.Background(), directus.Upload{
		Name: "harbour.jpg", Body: strings.NewReader("…"), Fields: directus.Patch{"photographer": "Ann"},
	})
	fmt.Println(photo.Title, photo.Photographer, err)
	// Output:
	// POST /files
	// Harbour Ann <nil>
}

// Folders, and the other collections without methods of their own, are plain Items.
func ExampleClient_folders() {
	client := exampleClient(200, `{"data":{"id":"5a3f1c0e","name":"Photos"}}`)
	folder, err := client.Folders.CreateOne(context.Background(), system.Folder{
		Name: "Photos", Parent: field.Link[system.Folder]("e1f5b3a0-42f8-4e0b-8b1c-9a6f0d8a7c55"),
	})
	fmt.Println(folder.Name, err)
	// Output:
	// POST /folders
	// Photos <nil>
}
