package directus

// Files manages files and their records. [Client] has one for system.File; [NewFiles] makes
// one for a type that has fields of your own.
type Files[T any] struct{ editor[T] }

// NewFiles returns a handle for files of type T, which best embeds system.File:
//
//	type MyFile struct {
//		system.File
//		Copyright string `json:"copyright,omitzero"`
//	}
func NewFiles[T any](c *Client) *Files[T] {
	return &Files[T]{editor[T]{reader[T]{systemCollection(c, "/files")}}}
}

// With returns a handle whose requests carry these options.
func (f *Files[T]) With(opts ...RequestOption) *Files[T] {
	return &Files[T]{editor[T]{reader[T]{f.with(opts)}}}
}
