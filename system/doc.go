// Package system holds the collections that every Directus project has, such as users,
// files, roles and flows, as Go structs, and the shapes that the schema API speaks:
// collections, fields and relations.
//
// The structs are for reading and for creating: what is unset is left out, and the server
// fills in its default. Change an item with a Patch, which can also set a field to false,
// 0, "" or null; directus.Diff makes one. An item that is written back as it was read keeps
// what became zero in it, and some the server refuses: users, comments, shares and versions
// among them.
//
//   - Text that is null reads as "", a number as 0 and a flag as false. Where that is
//     something else than null, or the server's default is, the field is a [field.Opt].
//   - A relation is a [field.Ref] or a [field.Many]: keys, or items when the query expands it.
//     The name of a collection is a string, or a [CollectionName].
//   - Secrets are a [field.Hash]: to write, as field.PlainText("…"), not to read, and never
//     written back.
//   - Dates are [field.Timestamp], which reads them with and without a zone. Which of both
//     comes depends on the field and on the database.
//   - Constants name the values that Directus 12 knows; others are kept as they are.
//
// A type has the fields of Directus 12, 11 and 10; a comment tells which majors have a field
// when it is not all. query.FieldsOf asks for those of Directus 12 only, where older servers
// may refuse some: name the fields there instead.
//
// # Own fields
//
// Fields of your own are in Extra, from where they are written back. To have them as Go
// fields, embed the struct:
//
//	type MyUser struct {
//		system.User
//		Level int `json:"level,omitzero"`
//	}
//
// The structs have no JSON methods, so that this works. It also means that encoding/json
// knows nothing of Extra: it drops unknown members, and writes those in Extra under that
// name. The library itself and github.com/go-json-experiment/json know.
package system
