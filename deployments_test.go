package directus_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/internal/realserver"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

const vercel = system.DeploymentVercel

func TestDeploymentCalls(t *testing.T) {
	t.Parallel()
	connection := system.Deployment{ID: "d", Provider: vercel}
	const oneReply = `{"data":{"id":"d","provider":"vercel","credentials":"**********"}}`
	run := system.DeploymentRun{ID: "r", Status: system.DeploymentBuilding}
	const runReply = `{"data":{"id":"r","status":"building"}}`
	testServerCalls(t, map[string]serverCall{
		"read all": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.ReadAll(t.Context(), query.Fields("id", "provider"))
			},
			sent: "GET /deployments", query: "fields=id,provider", reply: `{"data":[{"id":"d","provider":"vercel"}]}`, want: []system.Deployment{connection},
		},
		"read one": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.ReadOne(t.Context(), vercel, query.Fields("id"))
			},
			sent: "GET /deployments/vercel", route: "/deployments/{provider}", query: "fields=id", reply: oneReply, want: connection,
		},
		"create": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.CreateOne(t.Context(), system.Deployment{
					Provider: vercel, Credentials: system.Credentials{"access_token": "secret"}, Options: m{"team_id": "t"},
				}, query.Fields("id"))
			},
			sent: "POST /deployments", query: "fields=id",
			body: `{"provider":"vercel","credentials":{"access_token":"secret"},"options":{"team_id":"t"}}`, reply: oneReply, want: connection,
		},
		"update": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.UpdateOne(t.Context(), vercel, directus.Patch{"options": m{"team_id": "t"}}, query.Fields("id"))
			},
			sent: "PATCH /deployments/vercel", route: "/deployments/{provider}", query: "fields=id", body: `{"options":{"team_id":"t"}}`, reply: oneReply, want: connection,
		},
		"update nothing": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.UpdateOne(t.Context(), vercel, directus.Patch{})
			},
			sent: "GET /deployments/vercel", route: "/deployments/{provider}", reply: oneReply, want: connection,
		},
		"delete": {
			call: func(c *directus.Client) (any, error) { return nil, c.Deployments.DeleteOne(t.Context(), vercel) },
			sent: "DELETE /deployments/vercel", route: "/deployments/{provider}",
		},
		"dashboard": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.Dashboard(t.Context(), vercel, 48*time.Hour)
			},
			sent: "GET /deployments/vercel/dashboard", route: "/deployments/{provider}/dashboard", query: "range=172800000ms",
			reply: `{"data":{"projects":[{"id":"p","latest_deployment":{"status":"ready","created_at":"2026-01-02T03:04:05.000Z","finished_at":null}}],"stats":{"active_deployments":1}}}`,
			want: func() directus.DeploymentDashboard {
				d := directus.DeploymentDashboard{Projects: []directus.DeploymentProject{{
					DeploymentProject: system.DeploymentProject{ID: "p"},
					LatestDeployment: &directus.LatestDeployment{
						Status: system.DeploymentReady, CreatedAt: field.TimestampOf(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)),
					},
				}}}
				d.Stats.ActiveDeployments = 1
				return d
			}(),
		},
		"projects": {
			call:  func(c *directus.Client) (any, error) { return c.Deployments.ReadProjects(t.Context(), vercel) },
			sent:  "GET /deployments/vercel/projects",
			route: "/deployments/{provider}/projects", reply: `{"data":[{"id":null,"external_id":"x","name":"Shop"}]}`,
			want: []system.DeploymentProject{{ExternalID: "x", Name: "Shop"}},
		},
		"project": {
			call: func(c *directus.Client) (any, error) { return c.Deployments.ReadProject(t.Context(), vercel, "p") },
			sent: "GET /deployments/vercel/projects/p", route: "/deployments/{provider}/projects/{id}",
			reply: `{"data":{"id":"p","url":"https://shop"}}`, want: directus.DeploymentProject{DeploymentProject: system.DeploymentProject{ID: "p", URL: "https://shop"}},
		},
		"selection": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.UpdateProjects(t.Context(), vercel, []system.DeploymentProject{{ID: "ignored", ExternalID: "x", Name: "Shop"}}, directus.IDs("p"))
			},
			sent: "PATCH /deployments/vercel/projects", route: "/deployments/{provider}/projects",
			body: `{"create":[{"external_id":"x","name":"Shop"}],"delete":["p"]}`, reply: `{"data":[{"id":"q"}]}`, want: []system.DeploymentProject{{ID: "q"}},
		},
		"trigger": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.Trigger(t.Context(), vercel, "p", directus.Deploy{})
			},
			sent: "POST /deployments/vercel/projects/p/deploy", route: "/deployments/{provider}/projects/{id}/deploy",
			body: `{"preview":false,"clear_cache":true}`, reply: runReply, want: run,
		},
		"trigger a preview": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.Trigger(t.Context(), vercel, "p", directus.Deploy{Preview: true, KeepCache: true})
			},
			sent: "POST /deployments/vercel/projects/p/deploy", route: "/deployments/{provider}/projects/{id}/deploy",
			body: `{"preview":true,"clear_cache":false}`, reply: runReply, want: run,
		},
		"cancel": {
			call: func(c *directus.Client) (any, error) { return c.Deployments.Cancel(t.Context(), vercel, "r") },
			sent: "POST /deployments/vercel/runs/r/cancel", route: "/deployments/{provider}/runs/{id}/cancel", reply: runReply, want: run,
		},
		"runs": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.ReadRuns(t.Context(), vercel, "p", query.Limit(5), query.Meta(query.FilterCount))
			},
			sent: "GET /deployments/vercel/projects/p/runs", route: "/deployments/{provider}/projects/{id}/runs", query: "limit=5&meta=filter_count",
			reply: `{"data":[{"id":"r","status":"building"}],"meta":{"filter_count":7}}`,
			want:  &directus.Page[system.DeploymentRun]{Data: []system.DeploymentRun{run}, Meta: directus.Meta{FilterCount: 7}},
		},
		"numbers": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.ReadRunStats(t.Context(), vercel, "p", time.Hour)
			},
			sent: "GET /deployments/vercel/projects/p/runs/stats", route: "/deployments/{provider}/projects/{id}/runs/stats", query: "range=3600000ms",
			reply: `{"data":{"total_deployments":3,"average_build_time":null,"failed_builds":1,"successful_builds":2}}`,
			want:  directus.DeploymentStats{TotalDeployments: 3, FailedBuilds: 1, SuccessfulBuilds: 2},
		},
		"run": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.ReadRun(t.Context(), vercel, "r", time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.FixedZone("", 3600)))
			},
			sent: "GET /deployments/vercel/runs/r", route: "/deployments/{provider}/runs/{id}", query: "since=2026-01-02T02:04:05.006Z",
			reply: `{"data":{"id":"r","status":"building","logs":[{"timestamp":"2026-01-02T03:04:05.000Z","type":"stderr","message":"Oh."}]}}`,
			want: directus.DeploymentRunLog{DeploymentRun: run, Logs: []directus.DeploymentLogLine{{
				Timestamp: field.TimestampOf(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), Type: "stderr", Message: "Oh.",
			}}},
		},
		"whole run": {
			call: func(c *directus.Client) (any, error) {
				return c.Deployments.ReadRun(t.Context(), vercel, "r", time.Time{})
			},
			sent: "GET /deployments/vercel/runs/r", route: "/deployments/{provider}/runs/{id}", reply: runReply, want: directus.DeploymentRunLog{DeploymentRun: run},
		},
	})
}

func TestDeploymentRefusals(t *testing.T) {
	t.Parallel()
	testServerRefusals(t, map[string]func(c *directus.Client) error{
		"query that cannot be": func(c *directus.Client) error {
			_, err := c.Deployments.ReadAll(t.Context(), query.Limit(-7))
			return err
		},
		"no provider": func(c *directus.Client) error {
			_, err := c.Deployments.ReadOne(t.Context(), "")
			return err
		},
		"no credentials": func(c *directus.Client) error {
			_, err := c.Deployments.CreateOne(t.Context(), system.Deployment{Provider: vercel})
			return err
		},
		"create with a wrong query": func(c *directus.Client) error {
			_, err := c.Deployments.CreateOne(t.Context(), system.Deployment{Provider: vercel, Credentials: system.Credentials{"a": 1}}, query.Limit(-7))
			return err
		},
		"changes that are none": func(c *directus.Client) error {
			_, err := c.Deployments.UpdateOne(t.Context(), vercel, 7)
			return err
		},
		"update of no provider": func(c *directus.Client) error {
			_, err := c.Deployments.UpdateOne(t.Context(), "..", m{})
			return err
		},
		"delete of no provider": func(c *directus.Client) error { return c.Deployments.DeleteOne(t.Context(), "") },
		"negative span": func(c *directus.Client) error {
			_, err := c.Deployments.Dashboard(t.Context(), vercel, -1)
			return err
		},
		"projects of no provider": func(c *directus.Client) error {
			_, err := c.Deployments.ReadProjects(t.Context(), "")
			return err
		},
		"no project": func(c *directus.Client) error {
			_, err := c.Deployments.ReadProject(t.Context(), vercel, nil)
			return err
		},
		"selection without a name": func(c *directus.Client) error {
			_, err := c.Deployments.UpdateProjects(t.Context(), vercel, []system.DeploymentProject{{ExternalID: "x"}}, nil)
			return err
		},
		"selection of no key": func(c *directus.Client) error {
			_, err := c.Deployments.UpdateProjects(t.Context(), vercel, nil, []directus.ID{""})
			return err
		},
		"trigger nothing": func(c *directus.Client) error {
			_, err := c.Deployments.Trigger(t.Context(), vercel, "", directus.Deploy{})
			return err
		},
		"cancel nothing": func(c *directus.Client) error {
			_, err := c.Deployments.Cancel(t.Context(), vercel, "")
			return err
		},
		"runs with a wrong query": func(c *directus.Client) error {
			_, err := c.Deployments.ReadRuns(t.Context(), vercel, "p", query.Limit(-7))
			return err
		},
		"numbers of no project": func(c *directus.Client) error {
			_, err := c.Deployments.ReadRunStats(t.Context(), vercel, "", 0)
			return err
		},
		"no run": func(c *directus.Client) error {
			_, err := c.Deployments.ReadRun(t.Context(), vercel, "", time.Time{})
			return err
		},
	})
}

// vercelAPI stands for the provider's API, which is not on this machine.
func vercelAPI() http.Handler {
	mux := http.NewServeMux()
	reply := func(body any) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer provider-token" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			stubReply(w, body)
		}
	}
	created := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixMilli()
	shop := m{
		"id": "prj_shop", "name": "shop", "framework": "nextjs", "link": m{"type": "github", "repoId": 7, "productionBranch": "main"},
		"createdAt": created, "targets": m{"production": m{"alias": []string{"shop.example.com"}, "readyState": "READY", "createdAt": created, "readyAt": created + 60_000}},
	}
	draft := m{"id": "prj_draft", "name": "draft"}
	mux.Handle("GET /v9/projects", reply(m{"projects": []m{shop, draft}, "pagination": m{"next": nil}}))
	mux.Handle("GET /v9/projects/prj_shop", reply(shop))
	mux.Handle("GET /v9/projects/prj_draft", reply(draft))
	mux.Handle("POST /v13/deployments", reply(m{"id": "dpl_1", "status": "QUEUED", "createdAt": created, "url": "shop-1.example.com"}))
	mux.Handle("PATCH /v12/deployments/dpl_1/cancel", reply(m{}))
	mux.HandleFunc("GET /v3/deployments/dpl_1/events", func(w http.ResponseWriter, r *http.Request) {
		lines := []m{
			{"type": "command", "created": created, "text": "npm run build"},
			{"type": "stderr", "created": created + 1000, "payload": m{"text": "Oh."}},
		}
		if r.URL.Query().Get("since") != "" {
			lines = lines[1:]
		}
		reply(lines)(w, r)
	})
	mux.Handle("POST /v1/webhooks", reply(m{"id": "hook", "secret": "secret"}))
	mux.Handle("DELETE /v1/webhooks/hook", reply(m{}))
	return mux
}

func TestRealDeployments(t *testing.T) {
	t.Parallel()
	proxy := newDeploymentProxy(t, vercelAPI())
	server := realserver.New(t, realserver.Options{Env: map[string]string{
		"HTTPS_PROXY": proxy.URL, "NODE_EXTRA_CA_CERTS": proxy.certificate, "IMPORT_IP_DENY_LIST": "203.0.113.1", "CACHE_DEPLOYMENT_TTL": "1ms",
	}})
	client := clientOf(t, server)
	ctx := t.Context()
	if server.Major() < 11 {
		_, err := client.Deployments.ReadAll(ctx)
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		return
	}

	none, err := client.Deployments.ReadAll(ctx)
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = client.Deployments.ReadOne(ctx, "elsewhere")
	require.ErrorIs(t, err, directus.CodeInvalidPathParameter)
	_, err = client.Deployments.ReadOne(ctx, vercel)
	require.ErrorIs(t, err, directus.CodeInternalServerError)
	_, err = client.Deployments.CreateOne(ctx, system.Deployment{Provider: vercel, Credentials: system.Credentials{"access_token": "wrong-token"}})
	require.ErrorIs(t, err, directus.CodeInvalidProviderConfig)
	require.NotContains(t, err.Error(), "wrong-token")

	connection, err := client.Deployments.CreateOne(ctx, system.Deployment{
		Provider: vercel, Credentials: system.Credentials{"access_token": "provider-token"},
	}, query.Fields("*"))
	require.NoError(t, err)
	require.Equal(t, vercel, connection.Provider)
	require.Empty(t, connection.Credentials)
	all, err := client.Deployments.ReadAll(ctx, query.Fields("id"))
	require.NoError(t, err)
	require.Equal(t, []system.Deployment{{ID: connection.ID}}, all)
	changed, err := client.Deployments.UpdateOne(ctx, vercel, directus.Patch{"options": m{"team_id": "team"}})
	require.NoError(t, err)
	require.Equal(t, m{"team_id": "team"}, changed.Options)
	connection, err = client.Deployments.ReadOne(ctx, vercel, query.Fields("id", "options"))
	require.NoError(t, err)
	require.Equal(t, system.Deployment{ID: changed.ID, Options: m{"team_id": "team"}}, connection)

	project := deploymentProjects(t, client)
	deploymentRuns(t, client, project)

	dashboard, err := client.Deployments.Dashboard(ctx, vercel, 48*time.Hour)
	require.NoError(t, err)
	require.Equal(t, system.DeploymentCanceled, dashboard.Projects[0].LatestDeployment.Status)
	require.Zero(t, dashboard.Stats.ActiveDeployments)
	left, err := client.Deployments.UpdateProjects(ctx, vercel, nil, directus.IDs(project))
	require.NoError(t, err)
	require.Empty(t, left)
	require.NoError(t, client.Deployments.DeleteOne(ctx, vercel))
	none, err = client.Deployments.ReadAll(ctx)
	require.NoError(t, err)
	require.Empty(t, none)
}

// deploymentProjects selects the project that can be deployed and returns its key.
func deploymentProjects(t *testing.T, client *directus.Client) string {
	t.Helper()
	ctx := t.Context()
	projects, err := client.Deployments.ReadProjects(ctx, vercel)
	require.NoError(t, err)
	require.Len(t, projects, 2)
	require.Equal(t, system.DeploymentProject{ExternalID: "prj_shop", Name: "shop", Framework: "nextjs", Deployable: projects[0].Deployable}, projects[0])
	require.True(t, projects[0].Deployable.Or(false))
	require.False(t, projects[1].Deployable.Or(true))
	_, err = client.Deployments.UpdateProjects(ctx, vercel, projects[1:], nil)
	require.ErrorIs(t, err, directus.CodeInvalidPayload)
	selected, err := client.Deployments.UpdateProjects(ctx, vercel, projects[:1], nil)
	require.NoError(t, err)
	require.Len(t, selected, 1)
	require.Equal(t, "https://shop.example.com", selected[0].URL)
	project, err := client.Deployments.ReadProject(ctx, vercel, selected[0].ID)
	require.NoError(t, err)
	require.Equal(t, selected[0].ID, project.ID)
	require.Equal(t, system.DeploymentReady, project.LatestDeployment.Status)
	require.Equal(t, 2026, project.CreatedAt.Time().Year())
	return project.ID
}

// deploymentRuns builds a project and stops that again.
func deploymentRuns(t *testing.T, client *directus.Client, project string) {
	t.Helper()
	ctx := t.Context()
	run, err := client.Deployments.Trigger(ctx, vercel, project, directus.Deploy{Preview: true})
	require.NoError(t, err)
	require.Equal(t, "preview", run.Target)
	require.Equal(t, system.DeploymentBuilding, run.Status)
	require.Equal(t, "https://shop-1.example.com", run.URL)
	page, err := client.Deployments.ReadRuns(ctx, vercel, project, query.Limit(5), query.Meta(query.FilterCount))
	require.NoError(t, err)
	require.Equal(t, 1, page.Meta.FilterCount)
	require.Equal(t, run.ID, page.Data[0].ID)
	log, err := client.Deployments.ReadRun(ctx, vercel, run.ID, time.Time{})
	require.NoError(t, err)
	require.Equal(t, run.ID, log.ID)
	require.Len(t, log.Logs, 2)
	require.Equal(t, "npm run build", log.Logs[0].Message)
	log, err = client.Deployments.ReadRun(ctx, vercel, run.ID, log.Logs[1].Timestamp.Time())
	require.NoError(t, err)
	require.Equal(t, "stderr", log.Logs[0].Type)
	stopped, err := client.Deployments.Cancel(ctx, vercel, run.ID)
	require.NoError(t, err)
	require.Equal(t, system.DeploymentCanceled, stopped.Status)
	stats, err := client.Deployments.ReadRunStats(ctx, vercel, project, time.Hour)
	require.NoError(t, err)
	require.Equal(t, directus.DeploymentStats{TotalDeployments: 1}, stats)
}
