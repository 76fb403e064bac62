// Users lets people into a project: it makes a role that may read a collection, unless there
// is one of that name, invites people into it by mail, and lists who has the role:
//
//	go run ./examples/users Readers articles ann@example.com bob@example.com
//
// DIRECTUS_URL and DIRECTUS_TOKEN name the server, of Directus 11 or later, and the token of
// an administrator. It can be run again, with more people or none.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func main() {
	if err := run(context.Background(), os.Getenv("DIRECTUS_URL"), os.Getenv("DIRECTUS_TOKEN"), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, url, token string, args []string, out io.Writer) error {
	if len(args) < 2 {
		return errors.New("usage: users ROLE COLLECTION [EMAIL…]")
	}
	role, collection, emails := args[0], args[1], args[2:]
	client, err := directus.New(url, directus.WithStaticToken(token))
	if err != nil {
		return err
	}
	defer client.Close()
	if err := checkRights(ctx, client, out); err != nil {
		return err
	}
	id, err := findOrMakeRole(ctx, client, role, collection)
	if err != nil {
		return fmt.Errorf("role %q: %w", role, err)
	}
	if err := client.Users.InviteMany(ctx, emails, id, ""); err != nil {
		return fmt.Errorf("some may have been invited: %w", err)
	}
	return list(ctx, client, id, out)
}

// checkRights says who calls, and stops those who are no administrators: Directus 12 would
// accept their invitations and send none.
func checkRights(ctx context.Context, client *directus.Client, out io.Writer) error {
	me, err := client.Users.Me(ctx, query.Fields("id", "email"))
	if errors.Is(err, directus.CodeInvalidCredentials) {
		return errors.New("the server does not know the token in DIRECTUS_TOKEN")
	}
	if err != nil {
		return err
	}
	globals, err := client.Policies.Globals(ctx)
	switch {
	case errors.Is(err, directus.CodeRouteNotFound):
		return errors.New("the server is older than Directus 11 and has no policies")
	case err != nil:
		return err
	case !globals.AdminAccess:
		return fmt.Errorf("the user %s is no administrator", me.ID)
	}
	fmt.Fprintln(out, "signed in as", me.Email)
	return nil
}

// findOrMakeRole returns the key of the role with this name. A new one comes with a policy
// that allows to read the collection, all in one request.
func findOrMakeRole(ctx context.Context, client *directus.Client, name, collection string) (string, error) {
	found, err := client.Roles.ReadByQuery(ctx, query.Eq("name", name), query.Fields("id"), query.Limit(1))
	if err != nil {
		return "", err
	}
	if len(found.Data) > 0 {
		return found.Data[0].ID, nil
	}
	policy := system.Policy{
		Name: name,
		Permissions: field.ReplaceItems(system.Permission{
			Collection: collection, Action: system.PermissionRead, Fields: []string{"*"},
		}),
	}
	role, err := client.Roles.CreateOne(ctx, system.Role{
		Name:     name,
		Policies: field.ReplaceItems(system.Access{Policy: field.Embed(policy)}),
	})
	return role.ID, err
}

// list prints who has the role, and who has accepted the invitation.
func list(ctx context.Context, client *directus.Client, role string, out io.Writer) error {
	for user, err := range client.Users.All(ctx, query.Eq("role", role), query.Fields("id", "email", "status"), query.Sort("email")) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, user.Status, user.Email)
	}
	return nil
}
