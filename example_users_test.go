package directus_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func ExampleUsers_Me() {
	client := exampleClient(200, `{"data":{"email":"ann@example.com","role":{"name":"Staff"}}}`)
	me, err := client.Users.Me(context.Background(), query.Fields("email", "role.name"))
	role, _ := me.Role.Item()
	fmt.Println(me.Email, role.Name, err)
	// Output:
	// GET /users/me fields=email%2Crole.name
	// ann@example.com Staff <nil>
}

func ExampleUsers_UpdateMe() {
	client := exampleClient(200, `{"data":{"id":"7d0f7a5e","language":"de-DE"}}`)
	me, err := client.Users.UpdateMe(context.Background(), directus.Patch{"language": "de-DE"})
	fmt.Println(me.Language, err)
	// Output:
	// PATCH /users/me
	// de-DE <nil>
}

// A project has given its users a level.
func ExampleNewUsers() {
	type MyUser struct {
		system.User

		Level int `json:"level,omitzero"`
	}
	client := exampleClient(200, `{"data":{"first_name":"Ann","level":3}}`)
	users := directus.NewUsers[MyUser](client)
	me, err := users.Me(context.Background())
	fmt.Println(me.FirstName, me.Level, err)
	// Output:
	// GET /users/me
	// Ann 3 <nil>
}

func ExampleUsers_Invite() {
	client := exampleClient(204, "")
	role := "b4c815ef-bc62-43a1-aa6b-cda7ea073ebe"
	fmt.Println(client.Users.Invite(context.Background(), "ann@example.com", role, "https://shop.example.com/invite"))
	// Output:
	// POST /users/invite
	// <nil>
}

// The shop's page for invited users has the token of the mail's link, and asks for a password.
func ExampleUsers_AcceptInvite() {
	client := exampleClient(400, `{"errors":[{"message":"This invite is no longer valid.","extensions":{"code":"INVALID_INVITE"}}]}`)
	err := client.Users.AcceptInvite(context.Background(), "token-of-the-link", "the new password")
	if errors.Is(err, directus.CodeInvalidInvite) {
		fmt.Println("ask for another invitation")
	}
	// Output:
	// POST /users/invite/accept
	// ask for another invitation
}

func ExampleUsers_Register() {
	client := exampleClient(204, "")
	ann := directus.Registration{
		Email: "ann@example.com", Password: "ann's secret",
		VerificationURL: "https://shop.example.com/verify",
	}
	fmt.Println(client.Users.Register(context.Background(), ann))
	fmt.Println(ann)
	// Output:
	// POST /users/register
	// <nil>
	// directus.Registration
}

// The shop's page for people who registered has the token of the mail's link.
func ExampleUsers_VerifyEmail() {
	client := exampleClient(403, `{"errors":[{"message":"Invalid token.","extensions":{"code":"INVALID_TOKEN"}}]}`)
	_, err := client.Users.VerifyEmail(context.Background(), "garbled")
	if errors.Is(err, directus.CodeInvalidToken) {
		fmt.Println("this is not the link of our mail")
	}
	// Output:
	// GET /users/register/verify-email token=garbled
	// this is not the link of our mail
}

// An authenticator app shows the one-time password, once it has the secret.
func ExampleUsers_GenerateTFA() {
	client := exampleClient(200, `{"data":{"secret":"CBQVCXBDNIJWGTRW","otpauth_url":"otpauth://totp/Directus:ann"}}`)
	tfa, err := client.Users.GenerateTFA(context.Background(), "ann's secret")
	fmt.Println("show as QR code:", tfa.OTPAuthURL, err)
	fmt.Println(client.Users.EnableTFA(context.Background(), tfa.Secret, "123456"))
	// Output:
	// POST /users/me/tfa/generate
	// show as QR code: otpauth://totp/Directus:ann <nil>
	// POST /users/me/tfa/enable
	// <nil>
}

func ExampleRoles_Me() {
	client := exampleClient(200, `{"data":[{"name":"Staff"},{"name":"Everybody"}]}`)
	roles, err := client.Roles.Me(context.Background(), query.Fields("name"))
	for _, role := range roles {
		fmt.Println(role.Name)
	}
	fmt.Println(err)
	// Output:
	// GET /roles/me fields=name
	// Staff
	// Everybody
	// <nil>
}

// A policy with its permissions, for a role.
func ExamplePolicies() {
	client := exampleClient(200, `{"data":{"id":"c4d14e10","name":"Editors"}}`)
	policy, err := client.Policies.CreateOne(context.Background(), system.Policy{
		Name: "Editors",
		Permissions: field.ReplaceItems(
			system.Permission{Collection: "articles", Action: system.PermissionRead, Fields: []string{"*"}},
			system.Permission{Collection: "articles", Action: system.PermissionUpdate, Fields: []string{"*"}},
		),
		Roles: field.ReplaceItems(system.Access{Role: field.Link[system.Role]("b4c815ef-bc62-43a1-aa6b-cda7ea073ebe")}),
	})
	fmt.Println(policy.Name, err)
	// Output:
	// POST /policies
	// Editors <nil>
}

func ExamplePolicies_Globals() {
	client := exampleClient(200, `{"data":{"app_access":true,"admin_access":false,"enforce_tfa":false}}`)
	globals, err := client.Policies.Globals(context.Background())
	fmt.Println(globals.AppAccess, globals.AdminAccess, err)
	// Output:
	// GET /policies/me/globals
	// true false <nil>
}

func ExamplePermissions_CreateOne() {
	client := exampleClient(200, `{"data":{"id":7,"collection":"articles","action":"read","fields":["*"]}}`)
	permission, err := client.Permissions.CreateOne(context.Background(), system.Permission{
		Policy:     field.Link[system.Policy]("c4d14e10-5996-4d54-9caa-a806e7eb2670"),
		Collection: "articles", Action: system.PermissionRead, Fields: []string{"*"},
	})
	fmt.Println(permission.ID, err)
	// Output:
	// POST /permissions
	// 7 <nil>
}

func ExamplePermissions_Me() {
	client := exampleClient(200, `{"data":{"articles":{"read":{"access":"full","fields":["*"]}}}}`)
	mine, err := client.Permissions.Me(context.Background())
	fmt.Println(mine["articles"][system.PermissionRead].Access == directus.AccessFull, err)
	fmt.Println(mine["secrets"][system.PermissionRead].Access == directus.AccessFull)
	// Output:
	// GET /permissions/me
	// true <nil>
	// false
}

func ExamplePermissions_Item() {
	client := exampleClient(200, `{"data":{"update":{"access":true},"delete":{"access":false},"share":{"access":false}}}`)
	may, err := client.Permissions.Item(context.Background(), "articles", 15)
	fmt.Println("edit:", may.Update.Access, "delete:", may.Delete.Access, err)
	// Output:
	// GET /permissions/me/articles/15
	// edit: true delete: false <nil>
}

// Somebody has the key of a share, looks at what it is and signs in with it.
func ExampleShares_Info() {
	client := exampleClient(200, `{"data":{"id":"bd72ffda","collection":"articles","item":"1","password":"**********"}}`)
	info, err := client.Shares.Info(context.Background(), "bd72ffda-39a0-4585-9e5b-4ca69928b030")
	fmt.Println(info.Collection, info.Item, "needs a password:", !info.Password.IsNull(), err)
	// Output:
	// GET /shares/info/bd72ffda-39a0-4585-9e5b-4ca69928b030
	// articles 1 needs a password: true <nil>
}

func ExampleShares_Invite() {
	client := exampleClient(204, "")
	fmt.Println(client.Shares.Invite(context.Background(), "bd72ffda-39a0-4585-9e5b-4ca69928b030", "ann@example.com"))
	// Output:
	// POST /shares/invite
	// <nil>
}

func ExampleUsers() {
	client := exampleClient(200, `{"data":{"id":"7d0f7a5e","email":"ann@example.com"}}`)
	ann, err := client.Users.CreateOne(context.Background(), system.User{
		Email:    "ann@example.com",
		Password: field.PlainText("ann's secret"),
		Role:     field.Link[system.Role]("b4c815ef-bc62-43a1-aa6b-cda7ea073ebe"),
	})
	fmt.Println(ann.Email, err)
	// Output:
	// POST /users
	// ann@example.com <nil>
}

// A role with a policy that is made along with it.
func ExampleRoles() {
	client := exampleClient(200, `{"data":{"id":"b4c815ef","name":"Editors"}}`)
	role, err := client.Roles.CreateOne(context.Background(), system.Role{
		Name: "Editors",
		Policies: field.ReplaceItems(system.Access{
			Policy: field.Embed(system.Policy{Name: "Editors", AppAccess: true}),
		}),
	})
	fmt.Println(role.Name, err)
	// Output:
	// POST /roles
	// Editors <nil>
}

func ExamplePermissions_ReadByQuery() {
	client := exampleClient(200, `{"data":[{"id":7,"action":"read","fields":["id","title"]}]}`)
	page, err := client.Permissions.ReadByQuery(context.Background(), query.Eq("collection", "articles"), query.Limit(query.Unlimited))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range page.Data {
		fmt.Println(p.Action, p.Fields)
	}
	// Output:
	// GET /permissions filter=%7B%22collection%22%3A%7B%22_eq%22%3A%22articles%22%7D%7D&limit=-1
	// read [id title]
}

// A share is a link for people without an account, who sign in with its key.
func ExampleShares() {
	client := exampleClient(200, `{"data":{"id":"bd72ffda-39a0-4585-9e5b-4ca69928b030"}}`)
	share, err := client.Shares.CreateOne(context.Background(), system.Share{
		Name: "For Ann", Collection: "articles", Item: "15",
		Role:     field.Link[system.Role]("b4c815ef-bc62-43a1-aa6b-cda7ea073ebe"),
		Password: field.PlainText("only for friends"),
		MaxUses:  field.Value(5),
	})
	fmt.Println(share.ID, err)
	// Output:
	// POST /shares
	// bd72ffda-39a0-4585-9e5b-4ca69928b030 <nil>
}
