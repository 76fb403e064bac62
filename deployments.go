package directus

// Deployments deploys websites through the providers that the project is connected to. It is a field of [Client].
type Deployments struct{ client *Client }

// With returns a handle whose requests carry these options.
func (d *Deployments) With(opts ...RequestOption) *Deployments { return &Deployments{d.client.with(opts)} }
