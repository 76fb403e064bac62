package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// accountPeople are those who ask: an administrator, Ann, who has a role that allows nothing at
// first, and nobody.
type accountPeople struct {
	server                *realserver.Server
	admin, ann, anonymous *directus.Client
	id, role, policy      string // of Ann
	credentials           directus.Credentials
}

// What an administrator, a user and nobody get, and what Ann does with her account. One after
// the other, on one server: its licence has three seats.
func TestRealAccounts(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	p := accountPeople{server: server, admin: clientOf(t, server), anonymous: clientTo(t, server.URL), ann: clientTo(t, server.URL)}
	p.credentials = directus.Credentials{Email: "ann@example.com", Password: "ann's secret"}
	p.makeRole(t)
	ann, err := p.admin.Users.CreateOne(t.Context(), system.User{
		Email: p.credentials.Email, Password: field.PlainText(p.credentials.Password), Role: field.Link[system.Role](p.role),
	})
	require.NoError(t, err)
	require.True(t, ann.Password.IsMasked())
	p.id = ann.ID
	require.NoError(t, p.ann.Auth.Login(t.Context(), p.credentials))
	p.withoutRights(t)
	p.globals(t)
	p.roles(t)
	p.permissions(t)
	p.items(t)
	p.me(t)
	p.secondFactor(t)
}

// makeRole makes a role that has a role above it and, since Directus 11, a policy.
func (p *accountPeople) makeRole(t *testing.T) {
	t.Helper()
	role := system.Role{Name: "Staff"}
	if p.server.Major() > 10 {
		policy, err := p.admin.Policies.CreateOne(t.Context(), system.Policy{Name: "Staff"})
		require.NoError(t, err)
		p.policy = policy.ID
		role.Parent = field.Embed(system.Role{Name: "Everybody"})
		role.Policies = field.ReplaceItems(system.Access{Policy: field.Link[system.Policy](policy.ID)})
	}
	made, err := p.admin.Roles.CreateOne(t.Context(), role)
	require.NoError(t, err)
	p.role = made.ID
}

// allow gives Ann a right.
func (p *accountPeople) allow(t *testing.T, collection string, action system.PermissionAction) int {
	t.Helper()
	row := system.Permission{Collection: collection, Action: action, Fields: []string{"*"}}
	if p.policy != "" {
		row.Policy = field.Link[system.Policy](p.policy)
	} else {
		row.Role = field.Link[system.Role](p.role)
	}
	made, err := p.admin.Permissions.CreateOne(t.Context(), row)
	require.NoError(t, err)
	require.Equal(t, collection, made.Collection)
	return made.ID
}

// withoutRights is what Ann sees before she may use the Data Studio, which a Directus 10
// allows from the start.
func (p *accountPeople) withoutRights(t *testing.T) {
	t.Helper()
	if p.server.Major() == 10 {
		me, err := p.ann.Users.Me(t.Context())
		require.NoError(t, err)
		require.Equal(t, p.credentials.Email, me.Email)
		return
	}
	me, err := p.ann.Users.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, system.User{ID: p.id}, me)
	mine, err := p.ann.Roles.Me(t.Context())
	require.NoError(t, err)
	require.Len(t, mine, 2)
	require.Equal(t, system.Role{ID: mine[0].ID}, mine[0])
	globals, err := p.ann.Policies.Globals(t.Context())
	require.NoError(t, err)
	require.Zero(t, globals)
	rights, err := p.ann.Permissions.Me(t.Context())
	require.NoError(t, err)
	require.Empty(t, rights)

	// A change that she may make and not read is made, though the server says no.
	id := p.allow(t, "directus_users", system.PermissionUpdate)
	require.ErrorIs(t, errOf(p.ann.Users.UpdateMe(t.Context(), directus.Patch{"title": "Dr."})), directus.CodeForbidden)
	me, err = p.admin.Users.ReadOne(t.Context(), p.id)
	require.NoError(t, err)
	require.Equal(t, "Dr.", me.Title)
	require.NoError(t, p.admin.Permissions.DeleteOne(t.Context(), id))
	require.ErrorIs(t, errOf(p.ann.Users.UpdateMe(t.Context(), directus.Patch{"title": "x"})), directus.CodeForbidden)
	require.NoError(t, errOf(p.admin.Policies.UpdateOne(t.Context(), p.policy, directus.Patch{"app_access": true})))
}

func (p *accountPeople) globals(t *testing.T) {
	t.Helper()
	for name, tt := range map[string]struct {
		client *directus.Client
		want   directus.PolicyGlobals
	}{
		"administrator": {p.admin, directus.PolicyGlobals{AppAccess: true, AdminAccess: true}},
		"user":          {p.ann, directus.PolicyGlobals{AppAccess: true}},
		"nobody":        {p.anonymous, directus.PolicyGlobals{}},
	} {
		got, err := tt.client.Policies.Globals(t.Context())
		if p.server.Major() == 10 {
			require.ErrorIs(t, err, directus.CodeRouteNotFound, name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, tt.want, got, name)
	}
}

func (p *accountPeople) roles(t *testing.T) {
	t.Helper()
	require.ErrorIs(t, errOf(p.anonymous.Roles.Me(t.Context())), directus.CodeForbidden)
	if p.server.Major() == 10 {
		require.ErrorIs(t, errOf(p.admin.Roles.Me(t.Context())), directus.CodeForbidden)
		return
	}
	mine, err := p.admin.Roles.Me(t.Context(), query.Fields("id", "name"))
	require.NoError(t, err)
	require.Len(t, mine, 1)
	require.Equal(t, "Administrator", mine[0].Name)
	mine, err = p.ann.Roles.Me(t.Context(), query.Fields("name"))
	require.NoError(t, err)
	require.ElementsMatch(t, []system.Role{{Name: "Everybody"}, {Name: "Staff"}}, mine, "her own and the one above it")
}

func (p *accountPeople) permissions(t *testing.T) {
	t.Helper()
	if p.server.Major() == 10 {
		for name, client := range map[string]*directus.Client{"administrator": p.admin, "user": p.ann, "nobody": p.anonymous} {
			got, err := client.Permissions.Me(t.Context())
			require.NoError(t, err, name)
			require.NotNil(t, got, name)
			require.Empty(t, got, name)
		}
		return
	}
	require.ErrorIs(t, errOf(p.anonymous.Permissions.Me(t.Context())), directus.CodeForbidden)
	all := directus.CollectionAccess{Access: directus.AccessFull, Fields: []string{"*"}}
	got, err := p.admin.Permissions.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, all, got["directus_users"][system.PermissionDelete])
	got, err = p.ann.Permissions.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, directus.AccessNone, got["directus_users"][system.PermissionDelete].Access)
	require.Equal(t, directus.AccessPartial, got["directus_users"][system.PermissionRead].Access, "herself, for the Data Studio")
	require.NotContains(t, got["directus_users"][system.PermissionRead].Fields, "*")
	id := p.allow(t, "directus_folders", system.PermissionRead)
	got, err = p.ann.Permissions.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, all, got["directus_folders"][system.PermissionRead])
	require.Equal(t, directus.AccessNone, got["directus_folders"][system.PermissionCreate].Access)
	require.NoError(t, p.admin.Permissions.DeleteOne(t.Context(), id))
}

func (p *accountPeople) items(t *testing.T) {
	t.Helper()
	name := articlesName(t, p.admin)
	makeArticles(t, directus.NewItems[article](p.admin, name), 1)
	single := makeCollection(t, p.admin, m{"singleton": true}, intKey("id"), plain("title", "string"))
	require.ErrorIs(t, errOf(p.anonymous.Permissions.Item(t.Context(), name, 1)), directus.CodeForbidden)
	yes := directus.ItemAccess{Access: true}
	got, err := p.admin.Permissions.Item(t.Context(), name, 1)
	require.NoError(t, err)
	require.Equal(t, directus.ItemPermissions{Update: yes, Delete: yes, Share: yes}, got)
	got, err = p.ann.Permissions.Item(t.Context(), name, 1)
	require.NoError(t, err)
	require.Zero(t, got)
	p.allow(t, name, system.PermissionUpdate)
	p.allow(t, single, system.PermissionUpdate)
	p.allow(t, single, system.PermissionCreate)
	got, err = p.ann.Permissions.Item(t.Context(), name, 1)
	require.NoError(t, err)
	require.Equal(t, directus.ItemPermissions{Update: yes}, got)
	got, err = p.ann.Permissions.Item(t.Context(), single, nil)
	require.NoError(t, err)
	require.True(t, got.Update.Access)
	require.Equal(t, []string{"*"}, got.Update.Fields)
	require.False(t, got.Delete.Access)
}

func (p *accountPeople) me(t *testing.T) {
	t.Helper()
	require.ErrorIs(t, errOf(p.anonymous.Users.Me(t.Context())), directus.CodeInvalidCredentials)
	require.ErrorIs(t, errOf(p.anonymous.Users.UpdateMe(t.Context(), directus.Patch{"title": "x"})), directus.CodeInvalidCredentials)
	require.ErrorIs(t, p.anonymous.Users.TrackPage(t.Context(), "/content"), directus.CodeInvalidCredentials)
	me, err := p.admin.Users.Me(t.Context(), query.Fields("email", "role.name"))
	require.NoError(t, err)
	require.Equal(t, p.server.Email, me.Email)
	role, ok := me.Role.Item()
	require.True(t, ok)
	require.Equal(t, "Administrator", role.Name)
	for name, client := range map[string]*directus.Client{"administrator": p.admin, "user": p.ann} {
		me, err = client.Users.Me(t.Context(), query.Fields("email", "nothing"))
		require.NoError(t, err, name)
		if p.server.Major() > 10 {
			require.NotEmpty(t, me.ID, name)
			require.Empty(t, me.Email, name)
		}
	}
	update := p.allow(t, "directus_users", system.PermissionUpdate)
	read := p.allow(t, "directus_users", system.PermissionRead)
	me, err = p.ann.Users.UpdateMe(t.Context(), directus.Patch{"first_name": "Ann"}, query.Fields("first_name", "email"))
	require.NoError(t, err)
	require.Equal(t, system.User{FirstName: "Ann", Email: p.credentials.Email}, me)
	me, err = p.ann.Users.UpdateMe(t.Context(), directus.Patch{})
	require.NoError(t, err)
	require.Equal(t, p.id, me.ID)
	require.NoError(t, p.ann.Users.TrackPage(t.Context(), "/content/articles"))
	me, err = p.ann.Users.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, "/content/articles", me.LastPage)
	require.NoError(t, p.admin.Permissions.DeleteMany(t.Context(), directus.IDs(read, update)))
}

func (p *accountPeople) secondFactor(t *testing.T) {
	t.Helper()
	p.refusedFactor(t)
	p.allow(t, "directus_users", system.PermissionUpdate)
	users := p.ann.Users
	require.ErrorIs(t, errOf(p.anonymous.Users.GenerateTFA(t.Context(), "x")), directus.CodeInvalidCredentials)
	require.ErrorIs(t, errOf(users.GenerateTFA(t.Context(), "wrong")), directus.CodeInvalidCredentials)
	require.ErrorIs(t, errOf(users.GenerateTFA(t.Context(), "")), directus.CodeInvalidPayload)
	enable := func() string {
		tfa, err := users.GenerateTFA(t.Context(), p.credentials.Password)
		require.NoError(t, err)
		require.Contains(t, tfa.OTPAuthURL, "otpauth://totp/Directus:ann%40example.com?secret="+tfa.Secret)
		require.ErrorIs(t, users.EnableTFA(t.Context(), tfa.Secret, "000000"), directus.CodeInvalidPayload)
		require.NoError(t, withOTP(t, tfa.Secret, func(code string) error { return users.EnableTFA(t.Context(), tfa.Secret, code) }))
		require.ErrorIs(t, clientTo(t, p.server.URL).Auth.Login(t.Context(), p.credentials), directus.CodeInvalidOTP)
		require.NoError(t, withOTP(t, tfa.Secret, func(code string) error {
			with := p.credentials
			with.OTP = code
			return clientTo(t, p.server.URL).Auth.Login(t.Context(), with)
		}))
		return tfa.Secret
	}
	secret := enable()
	require.ErrorIs(t, errOf(users.GenerateTFA(t.Context(), p.credentials.Password)), directus.CodeInvalidPayload, "it is on")
	require.ErrorIs(t, users.DisableTFA(t.Context(), "000000"), directus.CodeInvalidPayload)
	disable := func(code string) error { return users.DisableTFA(t.Context(), code) }
	require.NoError(t, withOTP(t, secret, disable))
	require.NoError(t, clientTo(t, p.server.URL).Auth.Login(t.Context(), p.credentials))
	require.ErrorIs(t, withOTP(t, secret, disable), directus.CodeInvalidPayload, "it is off")

	enable()
	require.ErrorIs(t, users.DisableTFAOf(t.Context(), p.id), directus.CodeForbidden)
	require.NoError(t, p.admin.Users.DisableTFAOf(t.Context(), p.id))
	require.NoError(t, clientTo(t, p.server.URL).Auth.Login(t.Context(), p.credentials))
	require.NoError(t, p.admin.Users.DisableTFAOf(t.Context(), "b1f3e8a0-0000-4000-8000-000000000000"))
}

// refusedFactor is about a user who may not change the own account: not even what a policy
// asks for, except on Directus 10.
func (p *accountPeople) refusedFactor(t *testing.T) {
	t.Helper()
	tfa, err := p.ann.Users.GenerateTFA(t.Context(), p.credentials.Password)
	require.NoError(t, err)
	enable := func() error {
		return withOTP(t, tfa.Secret, func(code string) error { return p.ann.Users.EnableTFA(t.Context(), tfa.Secret, code) })
	}
	require.ErrorIs(t, enable(), directus.CodeForbidden)
	require.ErrorIs(t, p.anonymous.Users.DisableTFAOf(t.Context(), p.id), directus.CodeInvalidCredentials)
	if p.server.Major() > 10 {
		require.NoError(t, errOf(p.admin.Policies.UpdateOne(t.Context(), p.policy, directus.Patch{"enforce_tfa": true})))
		require.ErrorIs(t, enable(), directus.CodeForbidden)
		require.NoError(t, errOf(p.admin.Policies.UpdateOne(t.Context(), p.policy, directus.Patch{"enforce_tfa": false})))
		return
	}
	require.NoError(t, errOf(p.admin.Roles.UpdateOne(t.Context(), p.role, directus.Patch{"enforce_tfa": true})))
	require.NoError(t, enable())
	require.NoError(t, errOf(p.admin.Roles.UpdateOne(t.Context(), p.role, directus.Patch{"enforce_tfa": false})))
	disable := func(code string) error { return p.ann.Users.DisableTFA(t.Context(), code) }
	require.ErrorIs(t, withOTP(t, tfa.Secret, disable), directus.CodeForbidden)
	require.NoError(t, p.admin.Users.DisableTFAOf(t.Context(), p.id))
}
