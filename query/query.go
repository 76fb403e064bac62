// Package query describes which items a Directus read returns, and in which shape.
//
// A read takes any number of [Option] values. Filters are options, functions such as
// [Fields], [Sort] and [Limit] make options, and a whole [Query] is one too:
//
//	articles.ReadByQuery(ctx,
//		query.Eq("status", "published"),
//		query.Gte("date_published", query.Now),
//		query.Fields("id", "title", "author.name"),
//		query.Sort("-date_published"),
//		query.Limit(10),
//		query.Meta(query.TotalCount))
//
// Filters join with "and", lists such as fields and sort add up, and of several single
// values (limit, search, version …) the last one wins. Options copy what they are given.
//
// A mistake that can be seen without the server, such as an empty field name or a limit
// of -5, is kept in the query, and the call that would send it fails with an error that
// names it: a filter is never dropped, for that would widen the read.
package query

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Unlimited is the [Limit] that asks for every item. A server that sets QUERY_LIMIT_MAX
// still cuts the result at that number without saying so.
const Unlimited = -1

// Option is one part of a query: a [Filter], a whole [Query], or what the functions of
// this package return.
type Option interface{ apply(q *Query) }

// Query is a whole query. Its zero value asks for the server's default: all own fields of
// the first 100 items. Being an [Option], a stored or decoded Query can be passed as it is.
//
// The field names are those of the Directus reference. As JSON a Query has the form that
// SEARCH bodies, presets and the realtime API use; [Query.Values] is the form of a GET.
type Query struct {
	Fields     []string    `url:"fields,comma,omitempty" json:"fields,omitempty"`
	Filter     Filter      `url:"filter,omitempty" json:"filter,omitempty"`
	Search     string      `url:"search,omitempty" json:"search,omitempty"`
	Sort       []string    `url:"sort,comma,omitempty" json:"sort,omitempty"`
	Limit      *int        `url:"limit,omitempty" json:"limit,omitempty"` // nil: the server's default
	Offset     int         `url:"offset,omitempty" json:"offset,omitempty"`
	Page       int         `url:"page,omitempty" json:"page,omitempty"` // from 1; 0: unset
	Meta       []MetaCount `url:"meta,comma,omitempty" json:"meta,omitempty"`
	Aggregate  Aggregates  `url:"aggregate,omitempty" json:"aggregate,omitempty"`
	GroupBy    []string    `url:"groupBy,comma,omitempty" json:"groupBy,omitempty"`
	Alias      Aliases     `url:"alias,omitempty" json:"alias,omitempty"`
	Deep       Relations   `url:"deep,omitempty" json:"deep,omitempty"`
	Version    string      `url:"version,omitempty" json:"version,omitempty"`
	VersionRaw flag        `url:"versionRaw,omitempty" json:"versionRaw,omitempty"`
	Backlink   *bool       `url:"backlink,omitempty" json:"backlink,omitempty"` // nil: the server's default, true
	Export     Format      `url:"export,omitempty" json:"export,omitempty"`

	// Params are parameters set with [Raw].
	Params map[string]string `url:"-" json:"-"`
	// PageSize and Everything speak to the client and are not sent; see the functions
	// of the same names.
	PageSize   int  `url:"-" json:"-"`
	Everything bool `url:"-" json:"-"`

	errs []error // mistakes of the options, reported by Validate
}

// New returns the query that the options make up. Mistakes are reported by
// [Query.Validate], and by everything that encodes the query. Nil options are skipped.
func New(opts ...Option) Query {
	var q Query
	for _, opt := range opts {
		if opt != nil {
			opt.apply(&q)
		}
	}
	return q
}

// apply adds everything that is set in q to the query that is being built.
func (q Query) apply(to *Query) {
	to.Fields = append(to.Fields, q.Fields...)
	to.Sort = append(to.Sort, q.Sort...)
	to.Meta = append(to.Meta, q.Meta...)
	to.GroupBy = append(to.GroupBy, q.GroupBy...)
	to.errs = append(to.errs, q.errs...)
	q.Filter.apply(to)
	override(&to.Search, q.Search)
	override(&to.Offset, q.Offset)
	override(&to.Page, q.Page)
	override(&to.Version, q.Version)
	override(&to.VersionRaw, q.VersionRaw)
	override(&to.Export, q.Export)
	override(&to.PageSize, q.PageSize)
	override(&to.Everything, q.Everything)
	if q.Limit != nil {
		to.Limit = new(int)
		*to.Limit = *q.Limit
	}
	if q.Backlink != nil {
		to.Backlink = new(bool)
		*to.Backlink = *q.Backlink
	}
	to.Aggregate = to.Aggregate.joined(q.Aggregate)
	to.Alias = merged(to.Alias, q.Alias)
	to.Params = merged(to.Params, q.Params)
	for field, nested := range q.Deep {
		Deep(field, nested).apply(to)
	}
}

// override sets *to when the value says something.
func override[V comparable](to *V, value V) {
	if value != *new(V) {
		*to = value
	}
}

// merged returns a map of its own that holds both; nil when both are empty.
func merged[M ~map[string]string](a, b M) M {
	if len(a)+len(b) == 0 {
		return nil
	}
	all := make(M, len(a)+len(b))
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}

// IsZero reports whether q asks for nothing but the server's default.
func (q Query) IsZero() bool {
	return q.isCommon() && q.Limit == nil && len(q.Fields)+len(q.Filter)+len(q.Sort)+len(q.Params)+len(q.errs) == 0 &&
		q.PageSize == 0 && !q.Everything
}

// isCommon reports whether of all that is sent only fields, filter, sort, limit and raw
// parameters are set.
func (q Query) isCommon() bool {
	return len(q.Search)+len(q.Meta)+len(q.Aggregate)+len(q.GroupBy)+len(q.Alias)+len(q.Deep)+len(q.Version)+len(q.Export) == 0 &&
		q.Offset == 0 && q.Page == 0 && !bool(q.VersionRaw) && q.Backlink == nil
}

// Validate reports what is wrong with the query as far as that shows without the server:
// mistakes of the options it was made with, and values that the server would refuse or
// silently ignore.
func (q Query) Validate() error {
	errs := slices.Clone(q.errs)
	check := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("query: "+format, args...))
		}
	}
	check(q.Limit == nil || *q.Limit >= Unlimited, "Limit: a number from -1 (all) up is needed")
	check(q.Offset >= 0, "Offset: a number from 0 up is needed")
	check(q.Page >= 0, "PageNumber: a number from 1 up is needed")
	check(q.PageSize >= 0, "PageSize: a number from 1 up is needed")
	check(q.Page == 0 || q.Limit == nil || *q.Limit != Unlimited, "PageNumber: there are no pages without a limit")
	check(q.Page == 0 || q.Offset == 0, "PageNumber and Offset exclude each other")
	check(!bool(q.VersionRaw) || q.Version != "", "VersionRaw: which Version is not said")
	for _, field := range q.Fields {
		check(validName(field), "Fields: %q: one field name is needed, without commas", field)
	}
	for _, field := range q.Sort {
		check(validName(trimMinus(field)), "Sort: %q: one field name is needed, without commas", field)
	}
	for _, field := range q.GroupBy {
		check(validName(field), "GroupBy: %q: one field name is needed, without commas", field)
	}
	for _, count := range q.Meta {
		check(count.valid(), "Meta: %q: total_count, filter_count or * is needed", string(count))
	}
	return errors.Join(errors.Join(errs...),
		q.Aggregate.check(), q.Alias.check(), q.Deep.check(), q.checkParams(), q.Filter.check())
}
