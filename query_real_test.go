package directus_test

import (
	"encoding/csv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// A list in the form of a file comes as it is, with Get.
func TestRealExportAs(t *testing.T) {
	t.Parallel()
	client := realClient(t)
	name := articlesName(t, client)
	makeArticles(t, directus.NewItems[article](client, name), 2)
	values, err := query.New(query.ExportAs(query.CSV), query.Fields("id", "title"), query.Sort("-id")).Values()
	require.NoError(t, err)
	reply, err := client.Get(t.Context(), "/items/"+name+"?"+values.Encode())
	require.NoError(t, err)
	defer reply.Body.Close()
	require.Contains(t, reply.Header.Get("Content-Disposition"), ".csv")
	lines, err := csv.NewReader(reply.Body).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{{"id", "title"}, {"2", "number 2"}, {"1", "number 1"}}, lines)
}
