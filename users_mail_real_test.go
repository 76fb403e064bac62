package directus_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// The pages of a shop that a server's mails lead to.
const (
	shopInvite = "https://shop.example.com/invite"
	shopReset  = "https://shop.example.com/reset"
	shopVerify = "https://shop.example.com/verify"
	evilPage   = "https://evil.example.com"
)

// mailFlows is a server with an administrator's client, somebody who is not signed in, and the
// mails that the server sends.
type mailFlows struct {
	server           *realserver.Server
	admin, anonymous *directus.Client
	mails            *mailSink
	role             string
}

// Everything that goes by mail, from the call to the sign-in that it was for. One after the
// other, on one server: its licence has three seats.
func TestRealMailFlows(t *testing.T) {
	t.Parallel()
	mails := newMailSink(t)
	server := realserver.New(t, realserver.Options{Env: mails.env(t, map[string]string{
		"USER_INVITE_URL_ALLOW_LIST": shopInvite, "PASSWORD_RESET_URL_ALLOW_LIST": shopReset, "USER_REGISTER_URL_ALLOW_LIST": shopVerify,
	})})
	p := mailFlows{server: server, admin: clientOf(t, server), anonymous: clientTo(t, server.URL), mails: mails}
	role, err := p.admin.Roles.CreateOne(t.Context(), system.Role{Name: "Customers"})
	require.NoError(t, err)
	p.role = role.ID
	p.inviteAndReset(t)
	p.inviteMany(t)
	p.register(t)
	p.share(t)
	require.Zero(t, p.mails.count(), "mails that nobody was told of: %s", p.mails)
}

// signsIn tells whether somebody can sign in.
func (p mailFlows) signsIn(t *testing.T, email, password string) error {
	t.Helper()
	return clientTo(t, p.server.URL).Auth.Login(t.Context(), directus.Credentials{Email: email, Password: password})
}

// of reads a user.
func (p mailFlows) of(t *testing.T, email string) system.User {
	t.Helper()
	page, err := p.admin.Users.ReadByQuery(t.Context(), query.Eq("email", email))
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	return page.Data[0]
}

// remove deletes a user, whose seat others need.
func (p mailFlows) remove(t *testing.T, email string) {
	t.Helper()
	require.NoError(t, p.admin.Users.DeleteOne(t.Context(), p.of(t, email).ID))
}

func (p mailFlows) inviteAndReset(t *testing.T) {
	t.Helper()
	users, email := p.admin.Users, "ann@example.com"
	require.ErrorIs(t, users.Invite(t.Context(), email, p.role, evilPage), directus.CodeInvalidPayload)
	require.NoError(t, users.Invite(t.Context(), email, p.role, shopInvite))
	token := p.mails.find(t, email, shopInvite+"?token=")
	require.Equal(t, system.UserInvited, p.of(t, email).Status)
	require.NoError(t, users.Invite(t.Context(), email, p.role, ""))
	p.mails.find(t, email, p.server.URL+"/admin/accept-invite?token=")

	require.ErrorIs(t, p.anonymous.Users.AcceptInvite(t.Context(), "nonsense", "first secret"), directus.CodeInvalidToken)
	require.ErrorIs(t, p.signsIn(t, email, "first secret"), directus.CodeInvalidCredentials)
	require.NoError(t, p.anonymous.Users.AcceptInvite(t.Context(), token, "first secret"))
	ann := p.of(t, email)
	require.Equal(t, system.UserActive, ann.Status)
	require.Equal(t, p.role, ann.Role.Key().String())
	require.NoError(t, p.signsIn(t, email, "first secret"))
	used := directus.CodeInvalidInvite
	if p.server.Major() < 11 {
		used = directus.CodeInvalidPayload
	}
	require.ErrorIs(t, p.anonymous.Users.AcceptInvite(t.Context(), token, "stolen secret"), used)
	require.ErrorIs(t, p.signsIn(t, email, "stolen secret"), directus.CodeInvalidCredentials)

	require.NoError(t, p.anonymous.Password.Request(t.Context(), email, shopReset))
	token = p.mails.find(t, email, shopReset+"?token=")
	require.NoError(t, p.anonymous.Password.Reset(t.Context(), token, "second secret"))
	require.ErrorIs(t, p.signsIn(t, email, "first secret"), directus.CodeInvalidCredentials)
	require.NoError(t, p.signsIn(t, email, "second secret"))
	require.ErrorIs(t, p.anonymous.Password.Reset(t.Context(), token, "third secret"), directus.CodeForbidden)
	p.remove(t, email)
}

func (p mailFlows) inviteMany(t *testing.T) {
	t.Helper()
	emails := []string{"bob@example.com", "cid@example.com"}
	refused := p.anonymous.Users.InviteMany(t.Context(), emails, p.role, "")
	if p.server.Major() < 12 {
		require.ErrorIs(t, refused, directus.CodeForbidden)
	} else {
		require.NoError(t, refused, "a server that got better: change the comment of Invite")
	}
	count, err := p.admin.Users.Count(t.Context(), query.In("email", emails[0], emails[1]))
	require.NoError(t, err)
	require.Zero(t, count, "whatever the answer, nobody was invited")
	require.NoError(t, p.admin.Users.InviteMany(t.Context(), emails, p.role, shopInvite))
	for _, email := range emails {
		p.mails.find(t, email, shopInvite+"?token=")
		p.remove(t, email)
	}
}

func (p mailFlows) register(t *testing.T) {
	t.Helper()
	users, email := p.anonymous.Users, "dan@example.com"
	dan := directus.Registration{Email: email, Password: "dan's secret", FirstName: "Dan", LastName: "Doe", VerificationURL: shopVerify}
	require.ErrorIs(t, users.Register(t.Context(), dan), directus.CodeForbidden)
	succeed(t, p.admin, "PATCH", "/settings", m{"public_registration": true, "public_registration_role": p.role})
	evil := dan
	evil.VerificationURL = evilPage
	require.ErrorIs(t, users.Register(t.Context(), evil), directus.CodeInvalidPayload)
	require.NoError(t, users.Register(t.Context(), dan))
	token := p.mails.find(t, email, shopVerify+"?token=")
	require.Equal(t, system.UserUnverified, p.of(t, email).Status)
	require.ErrorIs(t, p.signsIn(t, email, dan.Password), directus.CodeInvalidCredentials)

	_, err := users.VerifyEmail(t.Context(), "nonsense")
	require.ErrorIs(t, err, directus.CodeInvalidToken)
	id, err := users.VerifyEmail(t.Context(), token)
	require.NoError(t, err)
	made := p.of(t, email)
	require.Equal(t, made.ID, id)
	require.Equal(t, []string{"Dan", "Doe", p.role}, []string{made.FirstName, made.LastName, made.Role.Key().String()})
	require.NoError(t, p.signsIn(t, email, dan.Password))
	_, err = users.VerifyEmail(t.Context(), token)
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	require.NotContains(t, err.Error(), token)

	dan.Password = "another's secret"
	require.NoError(t, users.Register(t.Context(), dan), "that there is such a user does not show")
	require.ErrorIs(t, p.signsIn(t, email, dan.Password), directus.CodeInvalidCredentials)
	p.remove(t, email)
}

func (p mailFlows) share(t *testing.T) {
	t.Helper()
	name := articlesName(t, p.admin)
	makeArticles(t, directus.NewItems[article](p.admin, name), 1)
	share, err := p.admin.Shares.CreateOne(t.Context(), system.Share{Name: "for Eve", Collection: name, Item: "1"})
	require.NoError(t, err)
	require.ErrorIs(t, p.anonymous.Shares.Invite(t.Context(), share.ID, "eve@example.com"), directus.CodeForbidden)
	require.NoError(t, p.admin.Shares.Invite(t.Context(), share.ID, "eve@example.com", "fay@example.com"))
	for _, email := range []string{"eve@example.com", "fay@example.com"} {
		require.Equal(t, share.ID, p.mails.find(t, email, p.server.URL+"/admin/shared/"))
	}
}
