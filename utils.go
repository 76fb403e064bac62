package directus

// Utils has what belongs to no collection. It is a field of [Client].
type Utils struct{ client *Client }

// With returns a handle whose requests carry these options.
func (u *Utils) With(opts ...RequestOption) *Utils { return &Utils{u.client.with(opts)} }
