package directus_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

func ExampleServer_Ping() {
	client := exampleClient(200, "pong")
	fmt.Println(client.Server.Ping(context.Background()))
	// Output:
	// GET /server/ping
	// <nil>
}

func ExampleServer_Info() {
	client := exampleClient(200, `{"data":{"project":{"project_name":"Shop"},"version":"12.4.0","rateLimit":{"points":50,"duration":1},"websocket":false}}`)
	info, err := client.Server.Info(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(info.Project.ProjectName, info.Version)
	if info.RateLimit.Enabled {
		fmt.Println(info.RateLimit.Points, "requests in", info.RateLimit.Duration, "s")
	}
	fmt.Println(info.WebSocket.Enabled)
	// Output:
	// GET /server/info
	// Shop 12.4.0
	// 50 requests in 1 s
	// false
}

// A server that does badly has answered: that is no error.
func ExampleServer_Health() {
	client := exampleClient(503, `{"status":"error","checks":{"pg:responseTime":[{"status":"error","componentType":"datastore"}]}}`)
	health, err := client.Server.Health(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(health.Status, health.Checks["pg:responseTime"][0].Status)
	// Output:
	// GET /server/health
	// error error
}

func ExampleServer_Setup() {
	client := exampleClient(204, "")
	err := client.Server.Setup(context.Background(), directus.Setup{Email: "ada@example.com", Password: "correct horse"})
	fmt.Println(err)
	// Output:
	// POST /server/setup
	// <nil>
}

func ExampleExtensions_UpdateOne() {
	client := exampleClient(200, `{"data":{"id":"6b1f","schema":{"name":"charts"},"meta":{"enabled":false}}}`)
	extension, err := client.Extensions.UpdateOne(context.Background(), "6b1f", directus.Patch{"enabled": false})
	fmt.Println(extension.Schema.Name, extension.Meta.Enabled, err)
	// Output:
	// PATCH /extensions/6b1f
	// charts false <nil>
}

func ExampleExtensions_ReadRegistry() {
	client := exampleClient(200, `{"data":[{"id":"6b1f","name":"charts","total_downloads":4200}],"meta":{"filter_count":17}}`)
	page, err := client.Extensions.ReadRegistry(context.Background(), directus.RegistryQuery{Search: "charts", Sort: directus.SortDownloads, Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Data[0].Name, page.Data[0].TotalDownloads, "first of", page.Meta.FilterCount)
	// Output:
	// GET /extensions/registry limit=1&search=charts&sort=downloads
	// charts 4200 first of 17
}

func ExampleDeployments_Trigger() {
	client := exampleClient(200, `{"data":{"id":"run-1","status":"building","target":"preview"}}`)
	run, err := client.Deployments.Trigger(context.Background(), system.DeploymentVercel, "project-1", directus.Deploy{Preview: true})
	fmt.Println(run.ID, run.Status, run.Target, err)
	// Output:
	// POST /deployments/vercel/projects/project-1/deploy
	// run-1 building preview <nil>
}

func ExampleDeployments_ReadRunStats() {
	client := exampleClient(200, `{"data":{"total_deployments":3,"successful_builds":2,"failed_builds":1,"average_build_time":61000}}`)
	stats, err := client.Deployments.ReadRunStats(context.Background(), system.DeploymentVercel, "project-1", 24*time.Hour)
	fmt.Println(stats.SuccessfulBuilds, "of", stats.TotalDeployments, err)
	// Output:
	// GET /deployments/vercel/projects/project-1/runs/stats range=86400000ms
	// 2 of 3 <nil>
}

func ExampleLicense_Read() {
	client := exampleClient(200, `{"data":{"name":"Core","status":"active","entitlements":{"seats":{"limit":3}},"usage":{"seats":2}}}`)
	license, err := client.License.Read(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(license.Name, license.Usage.Seats, "of", license.Entitlements.Seats.Limit)
	// Output:
	// GET /license
	// Core 2 of 3
}

func ExampleLicense_Activate() {
	client := exampleClient(400, `{"errors":[{"message":"License is invalid.","extensions":{"code":"LICENSE_INVALID"}}]}`)
	err := client.License.Activate(context.Background(), "D1234-ABCDE-FGHIJ-KLMNO-PQRST")
	fmt.Println(errors.Is(err, directus.CodeLicenseInvalid))
	// Output:
	// POST /license
	// true
}

func ExampleServer_OpenAPI() {
	client := exampleClient(200, `{"openapi":"3.0.1"}`)
	spec, err := client.Server.OpenAPI(context.Background())
	fmt.Println(string(spec), err)
	// Output:
	// GET /server/specs/oas
	// {"openapi":"3.0.1"} <nil>
}

func ExampleServer_GraphQLSchema() {
	client := exampleClient(200, "type Query { articles: [articles!]! }")
	sdl, err := client.Server.GraphQLSchema(context.Background(), directus.ScopeItems)
	fmt.Println(sdl, err)
	// Output:
	// GET /server/specs/graphql/items
	// type Query { articles: [articles!]! } <nil>
}

func ExampleExtensions_ReadAll() {
	client := exampleClient(200, `{"data":[{"id":"6b1f","schema":{"name":"charts","type":"panel"},"meta":{"enabled":true}}]}`)
	extensions, err := client.Extensions.ReadAll(context.Background())
	for _, e := range extensions {
		if e.Schema != nil { // nil when its files are missing
			fmt.Println(e.Schema.Name, e.Schema.Type, e.Meta.Enabled)
		}
	}
	fmt.Println(err)
	// Output:
	// GET /extensions
	// charts panel true
	// <nil>
}

func ExampleExtensions_Install() {
	client := exampleClient(200, `{"data":{"id":"6b1f","versions":[{"id":"v2","version":"2.0.0"}]}}`)
	ctx := context.Background()
	charts, err := client.Extensions.ReadRegistryExtension(ctx, "6b1f")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Extensions.Install(ctx, charts.ID, charts.Versions[0].ID))
	// Output:
	// GET /extensions/registry/extension/6b1f
	// POST /extensions/registry/install
	// <nil>
}

func ExampleDeployments_ReadRuns() {
	client := exampleClient(200, `{"data":[{"id":"run-1","status":"ready","url":"https://shop.example.com"}]}`)
	page, err := client.Deployments.ReadRuns(context.Background(), system.DeploymentVercel, "project-1", query.Limit(1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(page.Data[0].Status, page.Data[0].URL)
	// Output:
	// GET /deployments/vercel/projects/project-1/runs limit=1
	// ready https://shop.example.com
}
