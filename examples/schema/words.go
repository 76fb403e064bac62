package main

import (
	"fmt"
	"io"

	"github.com/godirectus/directus"
)

// tell writes a diff in words, a line for each change.
func tell(out io.Writer, diff *directus.SchemaDiff) {
	for _, part := range []struct {
		kind    string
		changes []directus.SchemaChange
	}{
		{"collection", diff.Diff.Collections},
		{"field", diff.Diff.Fields},
		{"field", diff.Diff.SystemFields},
		{"relation", diff.Diff.Relations},
	} {
		for _, change := range part.changes {
			name := change.Collection
			if change.Field != "" {
				name += "." + change.Field
			}
			if to, ok := change.RelatedCollection.Get(); ok {
				name += " to " + to
			}
			for _, edit := range change.Diff {
				fmt.Fprintf(out, "%s %s: %s\n", part.kind, name, edit)
			}
		}
	}
}
