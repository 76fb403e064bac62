package directus

// Server tells what the server is and how it does. It is a field of [Client].
type Server struct{ client *Client }

// With returns a handle whose requests carry these options.
func (s *Server) With(opts ...RequestOption) *Server { return &Server{s.client.with(opts)} }
