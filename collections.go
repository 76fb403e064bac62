package directus

// Collections manages the collections of the data model. It is a field of [Client].
type Collections struct{ client *Client }

// With returns a handle whose requests carry these options.
func (c *Collections) With(opts ...RequestOption) *Collections { return &Collections{c.client.with(opts)} }
