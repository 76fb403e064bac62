package main

import (
	"reflect"
	"testing"
)

// TestReadersAgree keeps the comparison honest: everyone returns the same rows.
func TestReadersAgree(t *testing.T) {
	t.Parallel()
	stub, err := newStub(3)
	if err != nil {
		t.Fatal(err)
	}
	defer stub.Close()
	want := []row{rowNumber(1), rowNumber(2), rowNumber(3)}
	contenders, err := contendersFor(stub.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contenders {
		got, err := c.read(t.Context(), 3)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", c.name, got, err, want)
		}
	}
}
