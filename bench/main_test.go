package main

import (
	"reflect"
	"testing"
)

// TestReadersAgree keeps the comparison honest: everyone returns the same rows.
func TestReadersAgree(t *testing.T) {
	t.Parallel()
	stub := newStub(3)
	defer stub.Close()
	want := []row{rowNumber(1), rowNumber(2), rowNumber(3)}
	for _, c := range contendersFor(stub.URL) {
		got, err := c.read(t.Context(), 3)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", c.name, got, err, want)
		}
	}
}
