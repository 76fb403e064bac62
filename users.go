package directus

// Users manages accounts. [Client] has one for system.User; [NewUsers] makes one for a type
// that has fields of your own.
type Users[T any] struct{ *Items[T] }

// NewUsers returns a handle for users of type T, which best embeds system.User:
//
//	type MyUser struct {
//		system.User
//		Level int `json:"level,omitzero"`
//	}
func NewUsers[T any](c *Client) *Users[T] { return &Users[T]{systemItems[T](c, "/users")} }

// With returns a handle whose requests carry these options.
func (u *Users[T]) With(opts ...RequestOption) *Users[T] { return &Users[T]{u.Items.With(opts...)} }
