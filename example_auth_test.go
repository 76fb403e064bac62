package directus_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/godirectus/directus"
)

// A program of one person, who stays signed in when it starts again.
func ExampleNewFileStorage() {
	folder, err := os.MkdirTemp("", "session")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	storage, err := directus.NewFileStorage(filepath.Join(folder, "session.json"))
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := directus.New("https://cms.example.com", directus.WithStorage(storage))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}

func ExampleAuth() {
	client := exampleClient(401, `{"errors":[{"message":"Invalid user OTP.","extensions":{"code":"INVALID_OTP"}}]}`)
	defer client.Close()
	err := client.Auth.Login(context.Background(), directus.Credentials{Email: "ann@example.com", Password: "ann's secret"})
	if errors.Is(err, directus.CodeInvalidOTP) {
		fmt.Println("ask for the one-time password, and try again with Credentials.OTP")
	}
	// Output:
	// POST /auth/login
	// ask for the one-time password, and try again with Credentials.OTP
}

// A backend acts for the user whose token came with a request.
func ExampleClient_With() {
	client := exampleClient(200, `{"data":{"email":"ann@example.com"}}`)
	me, err := client.With(directus.Token("token-of-the-request")).Users.Me(context.Background())
	fmt.Println(me.Email, err)
	// Output:
	// GET /users/me
	// ann@example.com <nil>
}

// The shop's own page for new passwords has the token of the mail's link.
func ExamplePassword() {
	client := exampleClient(204, "")
	ctx := context.Background()
	fmt.Println(client.Password.Request(ctx, "ann@example.com", "https://shop.example.com/new-password"))
	fmt.Println(client.Password.Reset(ctx, "token-of-the-link", "the new password"))
	// Output:
	// POST /auth/password/request
	// <nil>
	// POST /auth/password/reset
	// <nil>
}

// A guest has the key of a share, and reads the item.
func ExampleCredentials_share() {
	guest := exampleClient(200, `{"data":{"access_token":"short","refresh_token":"long","expires":900000,"id":15,"title":"Hello"}}`)
	defer guest.Close()
	ctx := context.Background()
	err := guest.Auth.Login(ctx, directus.Credentials{Share: "bd72ffda-39a0-4585-9e5b-4ca69928b030", SharePassword: "only for friends"})
	if errors.Is(err, directus.CodeInvalidCredentials) {
		fmt.Println("wrong password, or the share is over")
	}
	article, err := directus.NewItems[Article](guest, "articles").ReadOne(ctx, 15)
	fmt.Println(article.Title, err)
	// Output:
	// POST /shares/auth
	// GET /items/articles/15
	// Hello <nil>
}
