package directus

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/godirectus/directus/field"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// Deployments deploys websites through the providers that the project is connected to. It
// is a field of [Client]. Since the last releases of Directus 11; older ones answer
// CodeRouteNotFound. A provider that Directus does not know is CodeInvalidPathParameter,
// one to which the project is not connected CodeInternalServerError.
type Deployments struct{ client *Client }

// With returns a handle whose requests carry these options.
func (d *Deployments) With(opts ...RequestOption) *Deployments {
	return &Deployments{d.client.with(opts)}
}

// ReadAll returns the connections to providers, at most one for each.
//
// API: GET /deployments, https://directus.io/docs/api/deployments
func (d *Deployments) ReadAll(ctx context.Context, q ...query.Option) ([]system.Deployment, error) {
	req, err := to(http.MethodGet, "/deployments").asking(q)
	if err != nil {
		return nil, err
	}
	return call[[]system.Deployment](ctx, d.client, req)
}

// ReadOne returns the connection to a provider.
//
// API: GET /deployments/{provider}, https://directus.io/docs/api/deployments
func (d *Deployments) ReadOne(ctx context.Context, provider system.DeploymentProvider, q ...query.Option) (system.Deployment, error) {
	req, err := deployment(http.MethodGet, provider, q)
	if err != nil {
		return system.Deployment{}, err
	}
	return call[system.Deployment](ctx, d.client, req)
}

// deployment makes a request for the connection to a provider.
func deployment(method string, provider system.DeploymentProvider, q []query.Option) (*Request, error) {
	req, err := endpoint(method, "/deployments/{provider}", provider)
	if err != nil {
		return nil, err
	}
	return req.asking(q)
}

// CreateOne connects the project to a provider. Provider and Credentials are needed,
// Options are not. The server tries the credentials: CodeInvalidProviderConfig says that
// the provider refused them or did not answer.
//
// API: POST /deployments, https://directus.io/docs/api/deployments
func (d *Deployments) CreateOne(ctx context.Context, deployment system.Deployment, q ...query.Option) (system.Deployment, error) {
	req, err := to(http.MethodPost, "/deployments").asking(q)
	if err != nil {
		return system.Deployment{}, err
	}
	if deployment.Provider == "" || len(deployment.Credentials) == 0 {
		return system.Deployment{}, invalid(req, errors.New("provider and credentials are needed"))
	}
	body, err := d.client.changes(deployment)
	if err != nil {
		return system.Deployment{}, invalid(req, err)
	}
	req.Body = Bytes(jsonType, body)
	return call[system.Deployment](ctx, d.client, req)
}

// UpdateOne changes the credentials or the options of a connection; other changes are
// ignored. The server tries the credentials, as in [Deployments.CreateOne]. No changes send
// no write.
//
// API: PATCH /deployments/{provider}, https://directus.io/docs/api/deployments
func (d *Deployments) UpdateOne(ctx context.Context, provider system.DeploymentProvider, changes any, q ...query.Option) (system.Deployment, error) {
	req, err := deployment(http.MethodPatch, provider, q)
	if err != nil {
		return system.Deployment{}, err
	}
	body, err := d.client.changes(changes)
	switch {
	case err != nil:
		return system.Deployment{}, invalid(req, err)
	case isEmptyObject(body):
		return d.ReadOne(ctx, provider, q...)
	}
	req.Body, req.repeatable = Bytes(jsonType, body), true
	return call[system.Deployment](ctx, d.client, req)
}

// DeleteOne ends the connection to a provider, with its projects and their runs.
//
// API: DELETE /deployments/{provider}, https://directus.io/docs/api/deployments
func (d *Deployments) DeleteOne(ctx context.Context, provider system.DeploymentProvider) error {
	req, err := endpoint(http.MethodDelete, "/deployments/{provider}", provider)
	if err != nil {
		return err
	}
	return d.client.exec(ctx, req)
}

// DeploymentProject is a website at a provider, with what the provider tells about it.
type DeploymentProject struct {
	system.DeploymentProject
	// LatestDeployment is nil when there is none.
	LatestDeployment *LatestDeployment `json:"latest_deployment,omitzero"`
	CreatedAt        field.Timestamp   `json:"created_at,omitzero"`
	UpdatedAt        field.Timestamp   `json:"updated_at,omitzero"`
}

// LatestDeployment is the newest run of a project.
type LatestDeployment struct {
	Status     system.DeploymentStatus `json:"status"`
	CreatedAt  field.Timestamp         `json:"created_at"`
	FinishedAt field.Timestamp         `json:"finished_at,omitzero"` // zero: not finished
}

// DeploymentDashboard is an overview of a provider's projects.
type DeploymentDashboard struct {
	Projects []DeploymentProject `json:"projects"`
	Stats    struct {
		ActiveDeployments int `json:"active_deployments"` // now
		SuccessfulBuilds  int `json:"successful_builds"`
		FailedBuilds      int `json:"failed_builds"`
	} `json:"stats"`
}

// Dashboard returns an overview of the selected projects and of the builds within the time
// span that ends now. A span of 0 is a day.
//
// API: GET /deployments/{provider}/dashboard, https://directus.io/docs/api/deployments
func (d *Deployments) Dashboard(ctx context.Context, provider system.DeploymentProvider, span time.Duration) (DeploymentDashboard, error) {
	req, err := endpoint(http.MethodGet, "/deployments/{provider}/dashboard", provider)
	if err == nil {
		err = setSpan(req, span)
	}
	if err != nil {
		return DeploymentDashboard{}, err
	}
	return call[DeploymentDashboard](ctx, d.client, req)
}

// setSpan adds a time span to the query of a request.
func setSpan(req *Request, span time.Duration) error {
	switch {
	case span < 0:
		return invalid(req, errors.New("the time span is negative"))
	case span > 0:
		req.Query = url.Values{"range": {strconv.FormatInt(max(1, span.Milliseconds()), 10) + "ms"}}
	}
	return nil
}

// ReadProjects returns all projects that the provider has. Those that were not selected,
// with [Deployments.UpdateProjects], have no ID.
//
// API: GET /deployments/{provider}/projects, https://directus.io/docs/api/deployments
func (d *Deployments) ReadProjects(ctx context.Context, provider system.DeploymentProvider) ([]system.DeploymentProject, error) {
	req, err := endpoint(http.MethodGet, "/deployments/{provider}/projects", provider)
	if err != nil {
		return nil, err
	}
	return call[[]system.DeploymentProject](ctx, d.client, req)
}

// ReadProject returns a selected project, with what the provider tells about it.
//
// API: GET /deployments/{provider}/projects/{id}, https://directus.io/docs/api/deployments
func (d *Deployments) ReadProject(ctx context.Context, provider system.DeploymentProvider, id ID) (DeploymentProject, error) {
	req, err := endpoint(http.MethodGet, "/deployments/{provider}/projects/{id}", provider, id)
	if err != nil {
		return DeploymentProject{}, err
	}
	return call[DeploymentProject](ctx, d.client, req)
}

// UpdateProjects selects projects of the provider, of which ExternalID and Name are needed,
// and gives up those with the keys in remove. It returns all that are selected then. A
// project that cannot be deployed is CodeInvalidPayload.
//
// API: PATCH /deployments/{provider}/projects, https://directus.io/docs/api/deployments
func (d *Deployments) UpdateProjects(ctx context.Context, provider system.DeploymentProvider, add []system.DeploymentProject, remove []ID) ([]system.DeploymentProject, error) {
	req, err := endpoint(http.MethodPatch, "/deployments/{provider}/projects", provider)
	if err != nil {
		return nil, err
	}
	keys, err := keyValues(remove)
	if err != nil {
		return nil, invalid(req, err)
	}
	create := make([]map[string]string, len(add))
	for i, project := range add {
		if project.ExternalID == "" || project.Name == "" {
			return nil, invalid(req, errors.New("a project needs its external ID and its name"))
		}
		create[i] = map[string]string{"external_id": project.ExternalID, "name": project.Name}
	}
	req.Body = JSON(map[string]any{"create": create, "delete": keys})
	return call[[]system.DeploymentProject](ctx, d.client, req)
}
