package directus

import (
	"errors"
	"fmt"
	"strings"

	"github.com/godirectus/directus/query"
)

// collection is where items are: what all handles of items have in common.
type collection struct {
	client *Client
	path   string // /items/articles, or /roles for directus_roles
	route  string // that path for logs: /items/{collection}
	key    string // name of the primary key
	system bool   // one of Directus itself
	err    error  // what is wrong with the collection's name
}

// collectionOf is where the items of the collection with this name are.
func collectionOf(c *Client, name, key string) collection {
	at := collection{client: c, key: key, route: "/items/{collection}"}
	var short string
	if short, at.system = strings.CutPrefix(name, "directus_"); at.system {
		at.path, at.err = Path(short)
		at.route = at.path
	} else {
		at.path, at.err = Path("items", name)
	}
	if at.err != nil {
		at.err = fmt.Errorf("collection: %w", at.err)
	}
	if key == "" {
		at.err = errors.Join(at.err, errors.New("directus: WithPrimaryKey: empty name"))
	}
	return at
}

// systemCollection is the system collection at a path.
func systemCollection(c *Client, path string) collection {
	return collection{client: c, path: path, route: path, key: "id", system: true}
}

// with returns the collection whose requests carry these options.
func (c collection) with(opts []RequestOption) collection {
	c.client = c.client.with(opts)
	return c
}

// one makes a request for the item with this key.
func (c *collection) one(method string, id ID, q []query.Option) (*Request, error) {
	req := &Request{Method: method, Route: c.route + "/{id}"}
	if c.err != nil {
		return nil, invalid(req, c.err)
	}
	segment, err := Path(id)
	if err != nil {
		return nil, invalid(req, err)
	}
	req.Path = c.path + segment
	return req.asking(q)
}

// keys checks keys and turns them into what a body holds.
func (c *collection) keys(method string, ids []ID) ([]any, error) {
	keys, err := keyValues(ids)
	if err = errors.Join(c.err, err); err != nil {
		return nil, c.fail(method, err)
	}
	return keys, nil
}

// list makes the read of many items.
func (c *collection) list(q []query.Option) list {
	return list{client: c.client, path: c.path, route: c.route, query: query.New(q...), err: c.err}
}

// fail is the error of a call to the collection for which nothing was sent.
func (c *collection) fail(method string, err error) error {
	return invalid(&Request{Method: method, Route: c.route}, err)
}
