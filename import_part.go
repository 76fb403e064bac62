package directus

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
)

// part is a run of items of an import, encoded.
type part struct {
	first int    // position of the first item
	body  []byte // has the items, with a comma between two
	start int    // where in body the first one starts
	ends  []int  // where in body each of them ends
}

func (p *part) len() int { return len(p.ends) }

// add appends an item, whose bytes it copies.
func (p *part) add(position int, object jsontext.Value) {
	if p.len() == 0 {
		p.first = position
	} else {
		p.body = append(p.body, ',')
	}
	p.body = append(p.body, object...)
	p.ends = append(p.ends, len(p.body))
}

// items are the bytes of the items, with a comma between two.
func (p *part) items() []byte { return p.body[p.start:p.ends[p.len()-1]] }

// size is the length of a request that holds the part.
func (p *part) size() int64 { return int64(len("[") + len(p.items()) + len("]")) }

// cut returns the longest beginning of the part that keeps to the limits, at least one
// item, and the rest.
func (p *part) cut(maxItems int, maxBytes int64) (head, tail part) {
	head = *p
	head.ends = p.ends[:1]
	for head.len() < min(p.len(), maxItems) {
		longer := head
		longer.ends = p.ends[:head.len()+1]
		if longer.size() > maxBytes {
			break
		}
		head = longer
	}
	n := head.len()
	tail = part{first: p.first + n, body: p.body, start: p.ends[n-1] + len(","), ends: p.ends[n:]}
	return head, tail
}

// list is the body of a request that holds the part.
func (p *part) list(d *delivery) Body {
	return Stream(jsonType, p.size(), func() (io.ReadCloser, error) {
		all := io.MultiReader(strings.NewReader("["), bytes.NewReader(p.items()), strings.NewReader("]"))
		return &deliveredBody{Reader: all, left: p.size(), delivery: d}, nil
	})
}

// delivery knows whether a body has left as a whole. A server cannot have carried out a
// request of which it lacks the end.
type delivery struct {
	mu    sync.Mutex
	whole bool
	over  bool
}

// missed puts an end to the delivery, and reports whether it can never have arrived.
func (d *delivery) missed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.over = true // a transport may still be reading, though the call has failed
	return !d.whole
}

// deliveredBody is a body that tells its delivery when it has been read to its end.
type deliveredBody struct {
	io.Reader
	left     int64
	delivery *delivery
}

var errCallOver = errors.New("the call is over")

func (b *deliveredBody) Read(p []byte) (int, error) {
	b.delivery.mu.Lock()
	defer b.delivery.mu.Unlock()
	if b.delivery.over {
		return 0, errCallOver
	}
	n, err := b.Reader.Read(p)
	b.left -= int64(n)
	b.delivery.whole = b.delivery.whole || b.left == 0
	return n, err
}

func (*deliveredBody) Close() error { return nil }

// send sends a part, in pieces where the server is known to take no more at a time.
func (b *bulk) send(ctx context.Context, p part) *outcome {
	all := &outcome{}
	for p.len() > 0 {
		var piece part
		piece, p = p.cut(int(b.maxItems.Load()), b.maxBytes.Load())
		all.add(b.sendPiece(ctx, piece))
	}
	return all
}

func (b *bulk) sendPiece(ctx context.Context, p part) *outcome {
	if b.stopped.Load() || ctx.Err() != nil {
		return b.failure(BulkFailure{First: p.first, Count: p.len(), Err: ErrNotSent})
	}
	inDoubt, err := b.post(ctx, &p)
	switch {
	case err == nil:
		return &outcome{written: p.len()}
	case !inDoubt && p.len() > 1 && b.learn(&p, err):
		return b.send(ctx, p)
	}
	return b.failure(BulkFailure{First: p.first, Count: p.len(), InDoubt: inDoubt, Err: err})
}

// failure is the outcome of items that are not written. It stops the import if so asked.
func (b *bulk) failure(f BulkFailure) *outcome {
	if !b.opts.ContinueOnError {
		b.stopped.Store(true)
	}
	return &outcome{failed: []BulkFailure{f}}
}

// post sends a piece in one request. With an error, it reports whether the items may have
// been stored all the same.
func (b *bulk) post(ctx context.Context, p *part) (inDoubt bool, err error) {
	var d delivery
	req := *b.request
	req.Body = p.list(&d)
	resp, err := b.client.send(ctx, &req)
	if err == nil {
		err = b.client.confirm(&req, resp)
	}
	if err == nil {
		return false, nil
	}
	return !d.missed() && !refuses(&req, err), err
}

// confirm checks that a reply of success is that of a server that has created items.
func (c *Client) confirm(req *Request, resp *Response) error {
	defer resp.Body.Close()
	if resp.Status == http.StatusNoContent {
		return nil // they may not be read by who created them
	}
	var rows []struct{} // fewer than were created, where not all may be read
	_, err := c.readBody(req, resp, resp.Body, &rows)
	if errors.Is(err, ErrNoContent) {
		return nil
	}
	return err
}

// refuses reports whether err is an answer to req that says that nothing was stored. Only
// Directus itself can know, except where a proxy passes nothing on: it may look at replies
// as well as at requests.
func refuses(req *Request, err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.Method != req.Method || e.Route != req.Route {
		return false
	}
	if slices.ContainsFunc([]Code{CodeInvalidQuery, CodeOutOfTime, CodeEmailLimitExceeded}, e.has) {
		return false // it may come after they were stored, as when they are read back
	}
	switch e.Status {
	case http.StatusUnauthorized, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusRequestEntityTooLarge, http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable:
		return e.isPressure()
	}
	isOwn := slices.ContainsFunc(e.Errors, func(item ErrorItem) bool { return item.Code != "" })
	return isOwn && e.Status >= http.StatusBadRequest && e.Status < http.StatusInternalServerError
}

// learn lowers what one request holds, so that a piece will be cut that was too much for
// the server. It reports whether that is why it failed.
func (b *bulk) learn(p *part, err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return false
	}
	if e.Status == http.StatusRequestEntityTooLarge || e.Status == http.StatusBadRequest && e.tooLarge() {
		lower(&b.maxBytes, p.size()/2)
		return true
	}
	limit, ok := e.batchLimit()
	if ok {
		// Related items that are created along count as well.
		if limit < 1 || limit >= p.len() {
			limit = p.len() / 2
		}
		lower(&b.maxItems, int64(limit))
	}
	return ok
}

// batchLimit is the server's MAX_BATCH_MUTATION, when a request had more items than that.
func (e *Error) batchLimit() (int, bool) {
	for _, item := range e.Errors {
		if _, rest, ok := strings.Cut(item.Message, "max batch mutation limit of "); ok && item.Code == CodeInvalidPayload {
			limit, _ := strconv.Atoi(strings.TrimRight(rest, ". ")) // 0 when it cannot be read
			return limit, true
		}
	}
	return 0, false
}

// lower makes limit no more than n.
func lower(limit *atomic.Int64, n int64) {
	for old := limit.Load(); n < old && !limit.CompareAndSwap(old, n); old = limit.Load() {
	}
}
