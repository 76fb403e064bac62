package directus

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Deploy says how to build a project. Its zero value builds what visitors see, from scratch.
type Deploy struct {
	Preview   bool // build a preview
	KeepCache bool // use what the provider has kept from earlier builds
}

// Trigger begins to build a project and returns the run.
//
// API: POST /deployments/{provider}/projects/{id}/deploy, https://directus.io/docs/api/deployments
func (d *Deployments) Trigger(ctx context.Context, provider system.DeploymentProvider, project ID, how Deploy) (system.DeploymentRun, error) {
	req, err := endpoint(http.MethodPost, "/deployments/{provider}/projects/{id}/deploy", provider, project)
	if err != nil {
		return system.DeploymentRun{}, err
	}
	req.Body = JSON(map[string]bool{"preview": how.Preview, "clear_cache": !how.KeepCache})
	return call[system.DeploymentRun](ctx, d.client, req)
}

// Cancel stops a run and returns it. One that has ended already comes back as it ended.
//
// API: POST /deployments/{provider}/runs/{id}/cancel, https://directus.io/docs/api/deployments
func (d *Deployments) Cancel(ctx context.Context, provider system.DeploymentProvider, run ID) (system.DeploymentRun, error) {
	req, err := endpoint(http.MethodPost, "/deployments/{provider}/runs/{id}/cancel", provider, run)
	if err != nil {
		return system.DeploymentRun{}, err
	}
	return call[system.DeploymentRun](ctx, d.client, req)
}

// ReadRuns returns the runs of a project, the newest first. Of the options only query.Search,
// Limit, Offset, Page and Meta count; without a limit there are ten runs.
//
// API: GET /deployments/{provider}/projects/{id}/runs, https://directus.io/docs/api/deployments
func (d *Deployments) ReadRuns(ctx context.Context, provider system.DeploymentProvider, project ID, q ...query.Option) (*Page[system.DeploymentRun], error) {
	req, err := endpoint(http.MethodGet, "/deployments/{provider}/projects/{id}/runs", provider, project)
	if err != nil {
		return nil, err
	}
	if req, err = req.asking(q); err != nil {
		return nil, err
	}
	page := Page[system.DeploymentRun]{Data: []system.DeploymentRun{}}
	if page.Meta, err = d.client.read(ctx, req, &page.Data); err != nil {
		return nil, err
	}
	return &page, nil
}

// DeploymentStats are numbers about the runs of a project.
type DeploymentStats struct {
	TotalDeployments int `json:"total_deployments"`
	SuccessfulBuilds int `json:"successful_builds"`
	FailedBuilds     int `json:"failed_builds"`
	// AverageBuildTime is in milliseconds, 0 when no build was finished.
	AverageBuildTime int64 `json:"average_build_time"`
}

// ReadRunStats returns numbers about the runs of a project within the time span that ends
// now. A span of 0 is a week.
//
// API: GET /deployments/{provider}/projects/{id}/runs/stats, https://directus.io/docs/api/deployments
func (d *Deployments) ReadRunStats(ctx context.Context, provider system.DeploymentProvider, project ID, span time.Duration) (DeploymentStats, error) {
	req, err := endpoint(http.MethodGet, "/deployments/{provider}/projects/{id}/runs/stats", provider, project)
	if err == nil {
		err = setSpan(req, span)
	}
	if err != nil {
		return DeploymentStats{}, err
	}
	return call[DeploymentStats](ctx, d.client, req)
}

// DeploymentRunLog is a run with its log.
type DeploymentRunLog struct {
	system.DeploymentRun
	Logs []DeploymentLogLine `json:"logs"`
}

// DeploymentLogLine is a line of a run's log.
type DeploymentLogLine struct {
	Timestamp field.Timestamp `json:"timestamp"`
	Type      string          `json:"type"` // "stdout", "stderr" or "info"
	Message   string          `json:"message"`
}

// ReadRun returns a run with its log, of which a time leaves out what came before. The zero
// time is the whole log.
//
// API: GET /deployments/{provider}/runs/{id}, https://directus.io/docs/api/deployments
func (d *Deployments) ReadRun(ctx context.Context, provider system.DeploymentProvider, run ID, since time.Time) (DeploymentRunLog, error) {
	req, err := endpoint(http.MethodGet, "/deployments/{provider}/runs/{id}", provider, run)
	if err != nil {
		return DeploymentRunLog{}, err
	}
	if !since.IsZero() {
		req.Query = url.Values{"since": {since.UTC().Format("2006-01-02T15:04:05.000Z07:00")}}
	}
	return call[DeploymentRunLog](ctx, d.client, req)
}
