package directus_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

const flowID = "f3aa0767-3bb0-4b56-8281-904ed1f65ea3"

func TestTriggerSends(t *testing.T) {
	t.Parallel()
	type order struct {
		Name  string `json:"name"`
		Count int    `json:"count"`
		Tags  []int  `json:"tags,omitempty"`
		Note  *int   `json:"note"`
	}
	values := url.Values{"a": {"1", "2"}}
	at := "/flows/trigger/" + flowID
	tests := map[string]struct {
		method string
		data   any
		want   sent
	}{
		"GET nothing":     {"GET", nil, sent{Method: "GET", Path: at}},
		"GET url.Values":  {"GET", values, sent{Method: "GET", Path: at + "?a=1&a=2"}},
		"GET a map":       {"GET", map[string]any{"q": "a&b", "n": 5, "b": true}, sent{Method: "GET", Path: at + "?b=true&n=5&q=a%26b"}},
		"GET a struct":    {"GET", order{Name: `"x"`, Count: 2, Tags: []int{1, 2}}, sent{Method: "GET", Path: at + "?count=2&name=%22x%22&tags=%5B1%2C2%5D"}},
		"POST nothing":    {"POST", nil, sent{Method: "POST", Path: at}},
		"POST a struct":   {"POST", order{Name: "x", Count: 2}, sent{Method: "POST", Path: at, Body: `{"name":"x","count":2,"note":null}`}},
		"POST a list":     {"POST", []int{1, 2}, sent{Method: "POST", Path: at, Body: `[1,2]`}},
		"POST ready JSON": {"POST", json.RawMessage(`{"a":1}`), sent{Method: "POST", Path: at, Body: `{"a":1}`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, f := newFake(t, http.StatusOK, `{"ok":true}`)
			_, err := client.Flows.Trigger(t.Context(), tt.method, flowID, tt.data)
			require.NoError(t, err)
			requireSent(t, tt.want, f.one(t))
			require.Equal(t, "/flows/trigger/{id}", f.one(t).Route)
		})
	}
	require.Equal(t, url.Values{"a": {"1", "2"}}, values)
}

func TestTriggerReplies(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{`{"data":{"a":1},"b":2}`, `"text"`, `5`, `[1,2]`, `true`, `{"errors":[]}`} {
		client, _ := newFake(t, http.StatusOK, reply)
		got, err := client.Flows.Trigger(t.Context(), "POST", flowID, nil)
		require.NoError(t, err)
		require.Equal(t, json.RawMessage(reply), got)
	}
	for _, status := range []int{http.StatusNoContent, http.StatusOK} {
		client, _ := newFake(t, status, "")
		got, err := client.Flows.Trigger(t.Context(), "GET", flowID, nil)
		require.NoError(t, err)
		require.Nil(t, got)
		_, err = directus.TriggerFlow[int](t.Context(), client, "GET", flowID, nil)
		require.ErrorIs(t, err, directus.ErrNoContent)
	}

	client, _ := newFake(t, http.StatusOK, `{"data":{"a":1},"b":2}`)
	typed, err := directus.TriggerFlow[struct {
		Data struct{ A int } `json:"data"`
		B    int             `json:"b"`
	}](t.Context(), client, "GET", flowID, nil)
	require.NoError(t, err)
	require.Equal(t, 2, typed.B)
	_, err = directus.TriggerFlow[string](t.Context(), client, "GET", flowID, nil)
	require.ErrorContains(t, err, "decode reply")

	client, _ = newFake(t, http.StatusForbidden, forbidden)
	_, err = client.Flows.Trigger(t.Context(), "GET", flowID, nil)
	require.ErrorIs(t, err, directus.CodeForbidden)
	client = newClient(t, &fake{status: http.StatusOK, header: http.Header{"Content-Type": {"text/csv"}}, body: "a,b"})
	_, err = client.Flows.Trigger(t.Context(), "GET", flowID, nil)
	var e *directus.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, "a,b", string(e.Body))
}

func TestTriggerRefuses(t *testing.T) {
	t.Parallel()
	client, f := newFake(t, http.StatusOK, `{}`)
	for name, tt := range map[string]struct {
		method string
		id     directus.ID
		data   any
	}{
		"another method":        {"PUT", flowID, nil},
		"a method in lowercase": {"get", flowID, nil},
		"no id":                 {"GET", "", nil},
		"GET a list":            {"GET", flowID, []int{1}},
		"GET a token":           {"GET", flowID, url.Values{"access_token": {"secret"}}},
		"GET no name":           {"GET", flowID, map[string]string{"": "x"}},
		"GET no JSON":           {"GET", flowID, map[string]any{"a": make(chan int)}},
		"POST a text":           {"POST", flowID, "text"},
		"POST no JSON":          {"POST", flowID, make(chan int)},
	} {
		_, err := client.Flows.Trigger(t.Context(), tt.method, tt.id, tt.data)
		require.ErrorIs(t, err, directus.ErrInvalidRequest, name)
		require.NotContains(t, err.Error(), "secret", name)
	}
	require.Empty(t, f.sent)
}

// A flow is never triggered twice by one call.
func TestTriggerIsNotRepeated(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"GET", "POST"} {
		client, f := newFake(t, http.StatusBadGateway, ``)
		_, err := client.Flows.Trigger(t.Context(), method, flowID, m{"a": 1})
		require.Error(t, err)
		require.Len(t, f.sent, 1, method)
	}
}

// flowOf makes a flow whose steps follow each other, and returns its id. It deletes it after
// the test.
func flowOf(t *testing.T, client *directus.Client, flow system.Flow, steps ...system.Operation) string {
	t.Helper()
	made, err := client.Flows.CreateOne(t.Context(), flow)
	require.NoError(t, err)
	t.Cleanup(func() { succeed(t, client, http.MethodDelete, "/flows/"+made.ID, nil) })
	next := field.Unlink[system.Operation]()
	for n, step := range slices.Backward(steps) {
		step.Flow, step.Resolve = field.Link[system.Flow](made.ID), next
		step.PositionX, step.PositionY = 19*n+1, 1
		operation, err := client.Operations.CreateOne(t.Context(), step)
		require.NoError(t, err)
		next = field.Link[system.Operation](operation.ID)
	}
	_, err = client.Flows.UpdateOne(t.Context(), made.ID, directus.Patch{"operation": next})
	require.NoError(t, err)
	return made.ID
}

// transform is a step with this JSON as its result.
func transform(key, result string) system.Operation {
	return system.Operation{Key: key, Type: "transform", Options: m{"json": result}}
}

//nolint:paralleltest // The server has room for five flows.
func TestRealFlows(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{})
	client := clientOf(t, server)
	anonymous, err := directus.New(server.URL)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, anonymous.Close()) })
	t.Run("replies", func(t *testing.T) { flowReplies(t, client, anonymous) })
	t.Run("data", func(t *testing.T) { flowData(t, client, anonymous) })
	t.Run("operations", func(t *testing.T) { flowOperations(t, client) })
	t.Run("manual", func(t *testing.T) { flowManual(t, server, client, anonymous) })
	t.Run("rejected", func(t *testing.T) { flowRejected(t, server, client) })
}

// Each shape of a reply arrives as it is, and what the server counts for nothing as nothing.
func flowReplies(t *testing.T, client, anonymous *directus.Client) {
	t.Helper()
	id := flowOf(t, client, system.Flow{Name: "replies", Trigger: system.TriggerWebhook, Options: m{"method": "POST"}}, transform("t", "1"))
	steps, err := client.Operations.ReadByQuery(t.Context(), query.Eq("flow", id))
	require.NoError(t, err)
	for _, tt := range []struct{ result, want string }{
		{`{"data":{"a":1},"b":2}`, `{"data":{"a":1},"b":2}`},
		{`"text"`, `"text"`},
		{`5`, `5`},
		{`[1,2]`, `[1,2]`},
		{`true`, `true`},
		{`null`, ``},
		{`false`, ``},
		{`0`, ``},
		{`""`, ``},
	} {
		_, err := client.Operations.UpdateOne(t.Context(), steps.Data[0].ID, directus.Patch{"options": m{"json": tt.result}})
		require.NoError(t, err)
		got, err := anonymous.Flows.Trigger(t.Context(), http.MethodPost, id, nil)
		require.NoError(t, err)
		require.Equal(t, tt.want, string(got), tt.result)
	}
	_, err = anonymous.Flows.Trigger(t.Context(), http.MethodGet, id, nil)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = anonymous.Flows.Trigger(t.Context(), http.MethodPost, flowID, nil)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = anonymous.Flows.Trigger(t.Context(), http.MethodPost, "no-uuid", nil)
	require.ErrorIs(t, err, directus.CodeRouteNotFound)
	_, err = client.Flows.UpdateOne(t.Context(), id, directus.Patch{"status": system.FlowInactive})
	require.NoError(t, err)
	_, err = anonymous.Flows.Trigger(t.Context(), http.MethodPost, id, nil)
	require.ErrorIs(t, err, directus.CodeForbidden)
}

// A flow finds the data that it was triggered with.
func flowData(t *testing.T, client, anonymous *directus.Client) {
	t.Helper()
	type trigger struct {
		Trigger struct {
			Query map[string]any `json:"query"`
			Body  any            `json:"body"`
		} `json:"$trigger"`
	}
	get := flowOf(t, client, system.Flow{Name: "get", Trigger: system.TriggerWebhook, Options: m{"method": "GET", "return": "$all"}}, transform("t", "1"))
	got, err := directus.TriggerFlow[trigger](t.Context(), anonymous, http.MethodGet, get, m{"q": "a&b", "n": 5, "list": []int{1}})
	require.NoError(t, err)
	require.Equal(t, m{"q": "a&b", "n": "5", "list": "[1]"}, got.Trigger.Query)
	got, err = directus.TriggerFlow[trigger](t.Context(), anonymous, http.MethodGet, get, url.Values{"x": {"1", "2"}})
	require.NoError(t, err)
	require.Equal(t, m{"x": []any{"1", "2"}}, got.Trigger.Query)
	_, err = anonymous.Flows.Trigger(t.Context(), http.MethodGet, get, m{"limit": "many"})
	require.ErrorIs(t, err, directus.CodeInvalidQuery)

	post := flowOf(t, client, system.Flow{Name: "post", Trigger: system.TriggerWebhook, Options: m{"method": "POST", "return": "$all"}}, transform("t", "1"))
	got, err = directus.TriggerFlow[trigger](t.Context(), anonymous, http.MethodPost, post, article{ID: 3, Title: "x"})
	require.NoError(t, err)
	require.Equal(t, m{"id": 3.0, "title": "x"}, got.Trigger.Body)
	got, err = directus.TriggerFlow[trigger](t.Context(), anonymous, http.MethodPost, post, []int{1, 2})
	require.NoError(t, err)
	require.Equal(t, []any{1.0, 2.0}, got.Trigger.Body)
}

// A flow goes from step to step, and its steps do what they are for.
func flowOperations(t *testing.T, client *directus.Client) {
	t.Helper()
	name := articlesName(t, client)
	items := directus.NewItems[article](client, name)
	id := flowOf(t, client, system.Flow{Name: "steps", Trigger: system.TriggerWebhook, Options: m{"method": "POST"}},
		system.Operation{Key: "say", Type: "log", Options: m{"message": "{{$trigger.body.title}}"}},
		system.Operation{Key: "make", Type: "item-create", Options: m{
			"collection": name, "permissions": "$full", "payload": `{"title":"{{$trigger.body.title}}"}`,
		}},
		transform("answer", `{"made":"{{make[0]}}","title":"{{$trigger.body.title}}"}`))
	got, err := directus.TriggerFlow[m](t.Context(), client, http.MethodPost, id, m{"title": "from a flow"})
	require.NoError(t, err)
	require.Equal(t, m{"made": "1", "title": "from a flow"}, got)
	made, err := items.ReadOne(t.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, "from a flow", made.Title)

	flow, err := client.Flows.ReadOne(t.Context(), id, query.Fields("*", "operations.*"))
	require.NoError(t, err)
	require.Len(t, flow.Operations.Keys(), 3)
	activity, err := client.Activity.ReadByQuery(t.Context(), query.Eq("item", id), query.Eq("action", system.ActivityRun))
	require.NoError(t, err)
	require.Len(t, activity.Data, 1)
}

// A flow that a person starts needs to know who, and for which items.
func flowManual(t *testing.T, server *realserver.Server, client, anonymous *directus.Client) {
	t.Helper()
	id := flowOf(t, client, system.Flow{Name: "manual", Trigger: system.TriggerManual, Options: m{"collections": []string{"directus_users"}}},
		transform("t", `{"keys":"{{$trigger.body.keys[0]}}"}`))
	data := m{"collection": "directus_users", "keys": []string{"k1"}}
	got, err := client.Flows.Trigger(t.Context(), http.MethodPost, id, data)
	require.NoError(t, err)
	require.JSONEq(t, `{"keys":"k1"}`, string(got))
	if server.Major() == 10 {
		return // it asks for nothing else
	}
	_, err = anonymous.Flows.Trigger(t.Context(), http.MethodPost, id, data)
	require.ErrorIs(t, err, directus.CodeForbidden)
	_, err = client.Flows.Trigger(t.Context(), http.MethodPost, id, m{"collection": "directus_users"})
	require.ErrorIs(t, err, directus.CodeForbidden)
}

// A step that fails is an error when the flow says so, and its Reject goes on otherwise.
func flowRejected(t *testing.T, server *realserver.Server, client *directus.Client) {
	t.Helper()
	fail := system.Operation{Key: "fail", Type: "throw-error", Options: m{"code": "TEAPOT", "status": "418", "message": "short and stout"}}
	if server.Major() == 10 { // it has no throw-error
		fail.Type, fail.Options = "json-web-token", m{"operation": "verify", "token": "x", "secret": "y"}
	}
	id := flowOf(t, client, system.Flow{Name: "rejected", Trigger: system.TriggerWebhook, Options: m{"error_on_reject": true}}, fail)
	_, err := client.Flows.Trigger(t.Context(), http.MethodGet, id, nil)
	if server.Major() > 10 {
		require.ErrorIs(t, err, directus.Code("TEAPOT"))
	} else {
		require.NoError(t, err)
	}
	flow, err := client.Flows.ReadOne(t.Context(), id)
	require.NoError(t, err)
	rescue := transform("rescue", `"rescued"`)
	rescue.Flow, rescue.PositionX, rescue.PositionY = field.Link[system.Flow](id), 19, 19
	made, err := client.Operations.CreateOne(t.Context(), rescue)
	require.NoError(t, err)
	_, err = client.Operations.UpdateOne(t.Context(), flow.Operation.Key(), directus.Patch{"reject": made.ID})
	require.NoError(t, err)
	got, err := directus.TriggerFlow[string](t.Context(), client, http.MethodGet, id, nil)
	require.NoError(t, err)
	require.Equal(t, "rescued", got)
}
