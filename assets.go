package directus

// Assets reads the bytes of files, and images in the sizes and formats asked for. It is a field of [Client].
type Assets struct{ client *Client }

// With returns a handle whose requests carry these options.
func (a *Assets) With(opts ...RequestOption) *Assets { return &Assets{a.client.with(opts)} }
