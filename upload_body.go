package directus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// farewell is how long a form that ends early has to tell the server so.
	farewell = time.Second
	// enough is how many bytes of a file make the server read it before it reads on: more than
	// Node.js keeps of a stream.
	enough = 128 << 10
)

// errSpent says that a body cannot be sent again.
var errSpent = errors.New("the Body of the upload was read, and is no io.Seeker")

// form is the body of an upload: files, each with what comes before it.
//
// It is sent without its length being promised, though it may be known. What goes wrong
// half-way ends the form early, without the line that closes it: the server then drops the
// file, where it would keep half of it, record and all, when the connection just broke. But
// a form that ends before the server has begun to read the file ends the server's process,
// so what there is of the file is then made long enough.
type form struct {
	contentType string
	files       []*source
	tail        []byte
	spoil       []byte // what is sent instead of the rest of a form that ends early; nil: what makes it long enough
	size        int64  // of all whose size is known
	limit       int64  // 0: none

	begun  atomic.Bool           // it is being read
	whole  atomic.Bool           // and its files to their ends
	failed atomic.Pointer[error] // why it ended early

	mu      sync.Mutex // held while the user's readers are read
	reading *formReader
	current int     // index of the file that is read
	sending *source // the file whose head is out
	over    bool    // the call is
}

func (f *form) add(s *source) {
	f.files = append(f.files, s)
	f.size += int64(len(s.head)) + max(s.size, 0)
}

// open returns a reader of the whole form. A reader opened before ends.
func (f *form) open(ctx context.Context) (io.ReadCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return nil, errCallOver
	}
	if err := f.failure(); err != nil {
		return nil, err
	}
	var parts []io.Reader
	for n, file := range f.files {
		if err := file.rewind(); err != nil {
			return nil, ofMany(n, len(f.files), err)
		}
		parts = append(parts, &opening{form: f, n: n}, file)
	}
	f.sending = nil
	f.begun.Store(false)
	f.whole.Store(false)
	f.reading = &formReader{form: f, ctx: ctx, all: io.MultiReader(append(parts, bytes.NewReader(f.tail))...)}
	return f.reading, nil
}

// formReader reads a form once.
type formReader struct {
	form  *form
	ctx   context.Context
	all   io.Reader
	spoil *bytes.Reader // nil: the form has not ended early
	read  int64
}

func (r *formReader) Read(p []byte) (int, error) {
	f := r.form
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.over || f.reading != r: // a transport may still be reading, though it has failed
		return 0, errCallOver
	case f.failure() != nil:
		return r.end(p)
	case r.ctx.Err() != nil:
		return r.fail(p, r.ctx.Err())
	}
	f.begun.Store(true)
	n, err := r.all.Read(p)
	f.whole.Store(f.files[len(f.files)-1].ended)
	r.read += int64(n)
	switch {
	case f.limit > 0 && r.read > f.limit:
		return r.fail(p, fmt.Errorf("%w: the body has more than %d bytes", ErrTooLarge, f.limit))
	case errors.Is(err, errCallOver) && r.ctx.Err() != nil:
		return r.fail(p, r.ctx.Err())
	case err != nil && err != io.EOF && !errors.Is(err, errCallOver):
		return r.fail(p, ofMany(f.current, len(f.files), err))
	}
	return n, err
}

// fail ends the form early, for this reason.
func (r *formReader) fail(p []byte, err error) (int, error) {
	r.form.failed.Store(&err)
	return r.end(p)
}

// end reads what is sent instead of the rest.
func (r *formReader) end(p []byte) (int, error) {
	if r.spoil == nil {
		r.spoil = bytes.NewReader(r.form.ending(r.read))
	}
	return r.spoil.Read(p)
}

// WriteTo writes the form in larger pieces than net/http would.
func (r *formReader) WriteTo(w io.Writer) (int64, error) {
	return io.CopyBuffer(w, struct{ io.Reader }{r}, make([]byte, 256<<10))
}

func (*formReader) Close() error { return nil }

// ending is what a form ends with early, after so many bytes.
func (f *form) ending(sent int64) []byte {
	if f.spoil != nil || f.sending == nil {
		return f.spoil
	}
	missing := enough - f.sending.sent
	if f.limit > 0 {
		missing = min(missing, f.limit-sent)
	}
	return make([]byte, max(0, missing))
}

// send calls send, which sends a request with the form, and then lets go of the user's
// readers. Its error is why the form ended early, or that of the call. Where ctx ends while
// a file is on its way, the server has a moment to hear of it.
func (f *form) send(ctx context.Context, req *Request, send func(context.Context, *Request) error) error { //nolint:contextcheck // late ends soon after ctx
	if ctx == nil {
		return send(ctx, req) // which refuses it
	}
	late, cancel := context.WithCancel(lateContext{context.WithoutCancel(ctx), ctx})
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		if f.begun.Load() && !f.whole.Load() {
			wait(late, farewell)
		}
		cancel()
	})()
	reading, letGo := context.WithCancel(ctx)
	defer letGo()
	for _, file := range f.files {
		file.until(reading)
	}
	req.Body = Stream(f.contentType, -1, func() (io.ReadCloser, error) { return f.open(ctx) })
	req.Body.ended = f.failure
	err := ctx.Err()
	if err == nil {
		err = send(late, req) //nolint:contextcheck // As above.
	}
	letGo()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.over = true
	var answered *Error
	switch early := f.failure(); {
	case early != nil:
		err = failure(req, early)
	case err != nil && ctx.Err() != nil && !errors.As(err, &answered):
		err = failure(req, ctx.Err())
	}
	if err != nil {
		for _, file := range f.files {
			_ = file.rewind() // the caller may try again
		}
	}
	return err
}

// failure is why the form ended early, nil if it did not.
func (f *form) failure() error {
	if err := f.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// lateContext ends on its own, but says when the context it stands for does.
type lateContext struct {
	context.Context
	users context.Context
}

func (c lateContext) Deadline() (time.Time, bool) { return c.users.Deadline() }

// opening is what comes before a file, together with the beginning of that file. When a
// file has ended and the server does not see at once that another one follows, it answers;
// and it sees that no sooner than a byte has come behind the head. So that byte is there
// before the head goes out, which ends the file before it.
type opening struct {
	form *form
	n    int // its index
	text *bytes.Reader
}

func (o *opening) Read(p []byte) (int, error) {
	if o.text == nil {
		o.form.current = o.n
		file := o.form.files[o.n]
		first := make([]byte, 512)
		n, err := io.ReadAtLeast(file, first, 1)
		if err != nil && err != io.EOF {
			return 0, err
		}
		o.text = bytes.NewReader(slices.Concat(file.head, first[:n]))
		o.form.sending = file
	}
	return o.text.Read(p)
}

// source is a file of a form: the user's Body, watched over.
type source struct {
	head     []byte // what comes before it in the form
	body     io.Reader
	size     int64     // -1: not known
	seeker   io.Seeker // nil: it can be read once
	start    int64     // where it begins
	progress func(sent, total int64)

	sent  int64
	used  bool // it was read from
	ended bool
	empty int // reads in a row that brought nothing
}

// maxEmptyReads is how often a reader may bring neither bytes nor an error.
const maxEmptyReads = 100

func newSource(u *Upload) (*source, error) {
	switch {
	case u.Body == nil:
		return nil, errors.New("Upload.Body: nil")
	case u.Size < 0:
		return nil, fmt.Errorf("Upload.Size: %d is negative", u.Size)
	}
	s := &source{body: u.Body, size: u.Size, progress: u.Progress}
	if s.size == 0 {
		s.size = -1
	}
	if seeker, ok := u.Body.(io.Seeker); ok {
		start, end, err := extent(seeker)
		if err == nil { // else it is a pipe, or some other file that only looks like one
			s.seeker, s.start = seeker, start
		}
		if err == nil && s.size < 0 {
			s.size = end - start
		}
	}
	if sized, ok := u.Body.(interface{ Len() int }); ok && s.size < 0 {
		s.size = int64(sized.Len())
	}
	return s, nil
}

// extent is from where a seeker stands to its end.
func extent(s io.Seeker) (start, end int64, err error) {
	if file, ok := s.(*os.File); ok {
		if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
			return 0, 0, errSpent // a device may seek to anywhere
		}
	}
	if start, err = s.Seek(0, io.SeekCurrent); err != nil {
		return 0, 0, err
	}
	if end, err = s.Seek(0, io.SeekEnd); err != nil {
		return 0, 0, err
	}
	_, err = s.Seek(start, io.SeekStart)
	return start, max(start, end), err
}

// until makes reads end with ctx. A file and what is in memory do not need it, and what else
// may block is no io.Seeker.
func (s *source) until(ctx context.Context) {
	if s.seeker == nil {
		s.body = &waiting{ctx: ctx, body: s.body, read: make(chan chunk, 1)}
	}
}

// waiting reads from a reader that may block. When ctx ends it waits a moment only, and leaves
// the reader to a goroutine that ends as soon as the reader returns.
type waiting struct {
	ctx    context.Context
	body   io.Reader
	buffer []byte
	read   chan chunk
	chunk  // what was read last and is not handed out yet
}

// chunk is what one Read returned.
type chunk struct {
	bytes []byte
	err   error
}

func (w *waiting) Read(p []byte) (int, error) {
	if len(w.bytes) == 0 && w.err == nil {
		if w.ctx.Err() != nil {
			return 0, errCallOver
		}
		if w.buffer == nil {
			w.buffer = make([]byte, 32<<10)
		}
		go func() {
			n, err := w.body.Read(w.buffer)
			w.read <- chunk{w.buffer[:n], err}
		}()
		select {
		case w.chunk = <-w.read:
		case <-w.ctx.Done():
			select { // so that one that does not block has returned when the call is over
			case <-w.read:
			case <-time.After(farewell / 2):
			}
			return 0, errCallOver
		}
	}
	n := copy(p, w.bytes)
	if w.bytes = w.bytes[n:]; len(w.bytes) > 0 {
		return n, nil
	}
	return n, w.err
}

// rewind goes back to where the file begins.
func (s *source) rewind() error {
	switch {
	case s.seeker != nil:
		if _, err := s.seeker.Seek(s.start, io.SeekStart); err != nil {
			return fmt.Errorf("rewind the file: %w", err)
		}
	case s.used:
		return errSpent
	}
	s.sent, s.ended, s.empty = 0, false, 0
	return nil
}

// Read reads the file, and fails when it has another size than it should.
func (s *source) Read(p []byte) (int, error) {
	if s.ended {
		return 0, io.EOF
	}
	s.used = true
	n, err := s.body.Read(p)
	s.sent += int64(n)
	if s.empty++; n > 0 || err != nil {
		s.empty = 0
	}
	switch {
	case s.empty == maxEmptyReads:
		return 0, fmt.Errorf("read the file: %w", io.ErrNoProgress)
	case err != nil && err != io.EOF:
		return 0, fmt.Errorf("read the file: %w", err)
	case s.size >= 0 && s.sent > s.size:
		return 0, fmt.Errorf("the file has more than its %d bytes", s.size)
	case err != nil && s.sent < s.size:
		return 0, fmt.Errorf("the file ends after %d of %d bytes: %w", s.sent, s.size, io.ErrUnexpectedEOF)
	}
	s.ended = err != nil
	if n > 0 && s.progress != nil {
		s.progress(s.sent, s.size)
	}
	return n, err
}
