package directus

// Schema copies the data model from one project to another. It is a field of [Client].
type Schema struct{ client *Client }

// With returns a handle whose requests carry these options.
func (s *Schema) With(opts ...RequestOption) *Schema { return &Schema{s.client.with(opts)} }
