package directus

// Relations manages the relations between collections. It is a field of [Client].
type Relations struct{ client *Client }

// With returns a handle whose requests carry these options.
func (r *Relations) With(opts ...RequestOption) *Relations { return &Relations{r.client.with(opts)} }
