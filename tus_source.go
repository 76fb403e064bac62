package directus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"time"
)

// tusSource is the file that is uploaded. Of the requests that read from it only the last
// one may: net/http may read on for another that has failed.
type tusSource struct {
	read     func(p []byte, offset int64) (int, error)
	size     int64
	changed  time.Time // zero: not known
	progress func(sent, total int64)
	rewind   func() // nil: reading moves nothing

	mu      sync.Mutex
	current *tusPart
	err     error // why it cannot be read
}

// newTusSource returns the file of an upload.
func newTusSource(up Upload) (*tusSource, error) {
	s := &tusSource{progress: up.Progress, size: up.Size}
	if file, ok := up.Body.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := file.Stat(); err == nil {
			s.changed = info.ModTime()
		}
	}
	at, isAt := up.Body.(io.ReaderAt)
	seeker, isSeeker := up.Body.(io.ReadSeeker)
	switch {
	case isSeeker:
		base, end, err := extent(seeker)
		if err != nil {
			return nil, fmt.Errorf("Upload.Body cannot be read from the middle on, use Upload: %w", err)
		}
		if s.size = end - base; up.Size != 0 && up.Size != s.size {
			return nil, fmt.Errorf("Upload.Size is %d, but Body has %d bytes", up.Size, s.size)
		}
		if isAt {
			s.read = func(p []byte, offset int64) (int, error) { return at.ReadAt(p, base+offset) }
			break
		}
		s.rewind = func() { _, _ = seeker.Seek(base, io.SeekStart) }
		s.read = func(p []byte, offset int64) (int, error) {
			if _, err := seeker.Seek(base+offset, io.SeekStart); err != nil {
				return 0, err
			}
			return seeker.Read(p)
		}
	case isAt:
		s.read = at.ReadAt
		if s.size <= 0 {
			return nil, errors.New("Upload.Size is needed, for Body does not tell it")
		}
	default:
		return nil, fmt.Errorf("Upload.Body is a %T, which cannot be read from the middle on: an io.ReaderAt or io.ReadSeeker is needed; or use Upload", up.Body)
	}
	return s, nil
}

// copyTo writes the whole file to w.
func (s *tusSource) copyTo(ctx context.Context, w io.Writer) error {
	buffer := make([]byte, 64<<10)
	for offset := int64(0); offset < s.size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := s.read(buffer[:min(int64(len(buffer)), s.size-offset)], offset)
		if n == 0 && err != nil {
			return s.unreadable(offset, err)
		}
		offset += int64(n)
		_, _ = w.Write(buffer[:n]) // a hash never fails
	}
	return nil
}

// unreadable is the error for a file that can be read no further than to offset.
func (s *tusSource) unreadable(offset int64, err error) error {
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("directus: Upload.Body ends after %d bytes of %d: %w", offset, s.size, io.ErrUnexpectedEOF)
	}
	return err
}

// part is the body of a request for n bytes from offset on.
func (s *tusSource) part(offset, n int64) Body {
	return Stream("application/offset+octet-stream", n, func() (io.ReadCloser, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.current = &tusPart{source: s, offset: offset, end: offset + n}
		return s.current, nil
	})
}

// failure is why the file could not be read, nil if it could.
func (s *tusSource) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// restart ends what still reads, and tells the caller how far the upload is.
func (s *tusSource) restart(sent int64) {
	s.close()
	if s.progress != nil {
		s.progress(sent, s.size)
	}
}

// close lets go of the file, also where net/http has not noticed yet that it is not needed.
func (s *tusSource) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = nil
	if s.rewind != nil {
		s.rewind()
	}
}

// tusPart reads a part of the file.
type tusPart struct {
	source      *tusSource
	offset, end int64
}

func (p *tusPart) Read(b []byte) (int, error) {
	s := p.source
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.current != p:
		return 0, errCallOver
	case p.offset == p.end:
		return 0, io.EOF
	}
	n, err := s.read(b[:min(int64(len(b)), p.end-p.offset)], p.offset)
	if n == 0 {
		err = s.unreadable(p.offset, err)
	}
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	if p.offset += int64(n); n > 0 && s.progress != nil {
		s.progress(p.offset, s.size)
	}
	s.err = err
	return n, err
}

func (p *tusPart) Close() error { return nil }
