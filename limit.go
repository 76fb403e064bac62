package directus

import (
	"fmt"
	"io"
)

// limitedBody is a body that fails when it turns out larger than allowed.
type limitedBody struct {
	io.ReadCloser
	limit int64
	read  int64
}

// Read reads, and fails with ErrTooLarge once more than the limit has come.
func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.read += int64(n); b.read > b.limit {
		return 0, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, b.limit)
	}
	return n, err
}
