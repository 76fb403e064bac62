package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/godirectus/directus/query"
)

func TestFunctions(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		query.Year("d"):                "year(d)",
		query.Month("d"):               "month(d)",
		query.Week("d"):                "week(d)",
		query.Day("d"):                 "day(d)",
		query.Weekday("d"):             "weekday(d)",
		query.Hour("d"):                "hour(d)",
		query.Minute("d"):              "minute(d)",
		query.Second("d"):              "second(d)",
		query.Count("tags"):            "count(tags)",
		query.Count("a.b.tags"):        "a.b.count(tags)",
		query.JSONValue("f", "a[1].b"): "json(f,a[1].b)",
		query.JSONValue("a.f", "x"):    "json(a.f,x)",
		query.Desc(query.Year("a.d")):  "-a.year(d)",
		query.Asc("a"):                 "a",
		query.NowPlus("2 hours"):       "$NOW(+2 hours)",
		query.NowPlus("+2 hours"):      "$NOW(+2 hours)",
		query.NowPlus("-1 year"):       "$NOW(-1 year)",
		query.Now:                      "$NOW",
		query.CurrentUser:              "$CURRENT_USER",
		query.CurrentRole:              "$CURRENT_ROLE",
		query.CurrentRoles:             "$CURRENT_ROLES",
		query.CurrentPolicies:          "$CURRENT_POLICIES",
	} {
		assert.Equal(t, want, got)
	}
}
