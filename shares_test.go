package directus_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
)

func TestSharesInfo(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, 200, `{"data":{"id":"`+accountUser+`","collection":"articles","item":"1","password":"**********","max_uses":3,"times_used":1,"date_start":null,"date_end":"2030-01-02T03:04:05.000Z"}}`,
		directus.WithStaticToken("the-token"))
	info, err := client.Shares.Info(t.Context(), accountUser)
	require.NoError(t, err)
	require.Equal(t, []string{accountUser, "articles", "1"}, []string{info.ID, info.Collection, info.Item})
	require.True(t, info.Password.IsMasked())
	require.Equal(t, 3, info.MaxUses.Or(0))
	require.Equal(t, 1, info.TimesUsed)
	require.True(t, info.DateStart.IsZero())
	require.True(t, time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC).Equal(info.DateEnd.Time()))
	sent := f.one(t)
	require.Equal(t, "GET /shares/info/"+accountUser, sent.Method+" "+sent.Path)
	require.Empty(t, sent.Header.Get("Authorization"))

	client, _ = newFake(t, 200, `{"data":{"id":"`+accountUser+`","password":null,"max_uses":null}}`)
	info, err = client.Shares.Info(t.Context(), accountUser)
	require.NoError(t, err)
	require.True(t, info.Password.IsNull())
	require.True(t, info.MaxUses.IsNull())
	client, _ = newFake(t, 403, forbidden)
	require.ErrorIs(t, errOf(client.Shares.Info(t.Context(), accountUser)), directus.CodeForbidden)
}
