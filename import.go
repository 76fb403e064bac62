package directus

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/query"
)

// BulkOptions says how [Items.Import] goes about it. The zero value is a good default.
type BulkOptions struct {
	// Parallel is how many requests are under way at a time; 0 means 4. With 1 the items are
	// created in their order.
	Parallel int
	// MaxItems is how many items one request holds at most; 0 means 500. All of them are
	// stored or none: a small number leaves little unwritten when one item is bad.
	MaxItems int
	// MaxBytes is how large the body of a request may be, in bytes; 0 means 900,000, as
	// Directus takes 1 MiB. An item that is larger by itself is sent alone.
	MaxBytes int64
	// ContinueOnError goes on to send the other items when some fail.
	ContinueOnError bool
	// Progress, if set, is called when more is known of what became of the items: by the
	// goroutine that called Import, and so between two items of the sequence.
	Progress func(BulkProgress)
}

// BulkProgress counts items. What is read and in none of the other counts is waiting or
// under way.
type BulkProgress struct {
	Read       int // taken from the sequence
	Written    int // stored, as the server has confirmed
	NotWritten int // certainly not stored: refused, or never sent
	InDoubt    int // sent, and stored or not, or still about to be: no answer came that tells
}

// BulkResult is what became of the items of an import. Items are named by their position
// in the sequence, from 0.
type BulkResult struct {
	BulkProgress
	// Failed has the items that are not written or in doubt, ordered by position. All
	// other items that were read are written.
	Failed []BulkFailure
}

// BulkFailure is a run of items that are not written, or of which that is not known.
type BulkFailure struct {
	First   int   // position of the first one
	Count   int   // how many
	InDoubt bool  // all of them may be stored, or none; false: none of them is
	Err     error // why: an [*Error] when the server refused them; [ErrNotSent]
}

// ErrNotSent says of items that an import was stopped before they were sent.
var ErrNotSent = errors.New("directus: not sent")

// Import creates any number of items and says which of them were written. It cuts them
// into requests and sends several at a time, so they are not stored in their order; each
// request is one transaction, all or none. Where the server takes less at a time than
// BulkOptions says, Import learns that and goes on with less: a request that is too large
// was not carried out. Memory does not grow with the number of items.
//
// At the first failure nothing more is read or sent, unless ContinueOnError is set, and
// the requests under way come to their end. The error then wraps that first failure, and
// the result lists them all. An error of the sequence ends the reading, and what was read
// before is still sent. When ctx ends, requests under way are cut off.
//
// Items are in doubt when no answer came, or one that does not tell, such as a status of
// 500. Nothing is repeated that may have been stored. The keys of the items are not
// returned: give them keys of their own, such as UUIDs, to be able to look for those in
// doubt. To go on with an import, send the Failed ones that are not in doubt once more,
// and all from position Read on.
//
// The sequence runs in the goroutine that calls Import, and its items are not kept. Into
// has no effect.
//
// API: POST /items/{collection} with lists, https://directus.io/docs/api/items
func (i *Items[T]) Import(ctx context.Context, items iter.Seq2[T, error], opts BulkOptions) (BulkResult, error) {
	b, err := i.bulk(ctx, items == nil, opts)
	if err != nil {
		return BulkResult{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer b.abandon(cancel)
	complete := ctx.Err() == nil
	if complete {
		for item, err := range items {
			if err != nil {
				b.broken = fmt.Errorf("read item %d: %w", b.result.Read, err)
				break
			}
			object, err := i.client.object(&item)
			b.add(ctx, object, err)
			if b.halted(ctx) {
				complete = false
				break
			}
		}
	}
	return b.finish(ctx, complete)
}

// bulk is an import under way. All but what is atomic belongs to the caller's goroutine.
type bulk struct {
	client  *Client
	request *Request // without a body
	opts    BulkOptions

	maxItems, maxBytes atomic.Int64 // of a request, as far as is known
	stopped            atomic.Bool  // send nothing more

	next   part          // not sent yet
	under  int           // parts under way
	done   chan *outcome // of parts that were
	result BulkResult
	first  error // the first failure
	broken error // of the sequence
}

// outcome is what became of a part.
type outcome struct {
	written int
	failed  []BulkFailure
}

func (o *outcome) add(other *outcome) {
	o.written += other.written
	o.failed = append(o.failed, other.failed...)
}

// bulk checks what Import was given. What is wrong shows before anything is read.
func (i *Items[T]) bulk(ctx context.Context, none bool, opts BulkOptions) (*bulk, error) {
	req, err := i.write(http.MethodPost, Body{}, []query.Option{query.Fields(i.key)}) // the shortest reply
	if err != nil {
		return nil, err
	}
	switch err = i.client.ready(ctx, req); {
	case err != nil:
	case none:
		err = errors.New("nil sequence of items")
	case min(int64(opts.Parallel), int64(opts.MaxItems), opts.MaxBytes) < 0:
		err = fmt.Errorf("BulkOptions: Parallel %d, MaxItems %d, MaxBytes %d: none may be negative",
			opts.Parallel, opts.MaxItems, opts.MaxBytes)
	}
	if err != nil {
		return nil, invalid(req, err)
	}
	opts.Parallel = cmp.Or(opts.Parallel, 4)
	client := *i.client
	client.opts.into = nil // it is for one request at a time
	b := &bulk{client: &client, request: req, opts: opts, done: make(chan *outcome)}
	b.maxItems.Store(int64(cmp.Or(opts.MaxItems, 500)))
	b.maxBytes.Store(cmp.Or(opts.MaxBytes, maxJSON))
	if limit := client.shared.maxRequest; limit > 0 {
		lower(&b.maxBytes, limit)
	}
	return b, nil
}

// add takes the next item, and sends those before it when they are enough.
func (b *bulk) add(ctx context.Context, object jsontext.Value, err error) {
	position := b.result.Read
	b.result.Read++
	if err != nil {
		if b.opts.ContinueOnError {
			b.dispatch(ctx) // a part has no gaps
		}
		b.settle(b.failure(BulkFailure{First: position, Count: 1, Err: err}))
		return
	}
	if b.next.len() > 0 && b.next.size()+int64(len(",")+len(object)) > b.maxBytes.Load() {
		b.dispatch(ctx)
	}
	if b.next.add(position, object); b.next.len() >= int(b.maxItems.Load()) {
		b.dispatch(ctx)
	}
}

// dispatch sends the items that wait, once there is room for one more request.
func (b *bulk) dispatch(ctx context.Context) {
	if b.next.len() == 0 {
		return
	}
	if b.under == b.opts.Parallel {
		b.settle(b.await())
	}
	p := b.next
	b.next = part{}
	b.under++
	go func() { b.done <- b.send(ctx, p) }()
}

func (b *bulk) await() *outcome {
	o := <-b.done
	b.under--
	return o
}

// settle enters an outcome into the result.
func (b *bulk) settle(o *outcome) {
	b.result.Written += o.written
	for _, f := range o.failed {
		if b.first == nil && !errors.Is(f.Err, ErrNotSent) {
			b.first = &callError{call: fmt.Sprintf("items %d to %d", f.First, f.First+f.Count-1), err: f.Err}
		}
		if f.InDoubt {
			b.result.InDoubt += f.Count
		} else {
			b.result.NotWritten += f.Count
		}
	}
	b.result.Failed = append(b.result.Failed, o.failed...)
	if b.opts.Progress != nil {
		b.opts.Progress(b.result.BulkProgress)
	}
}

// halted reports whether nothing more is to be read, when all has been settled that is
// known by now.
func (b *bulk) halted(ctx context.Context) bool {
	for {
		select {
		case o := <-b.done:
			b.under--
			b.settle(o)
		default:
			return b.stopped.Load() || ctx.Err() != nil
		}
	}
}

// finish sends what is left and waits for all that is under way.
func (b *bulk) finish(ctx context.Context, complete bool) (BulkResult, error) {
	b.dispatch(ctx)
	for b.under > 0 {
		b.settle(b.await())
	}
	b.result.Failed = ordered(b.result.Failed)
	causes := slices.DeleteFunc([]error{b.first, b.broken}, func(err error) bool { return err == nil })
	if err := ctx.Err(); err != nil && (!complete || b.result.Written < b.result.Read) && !errors.Is(errors.Join(causes...), err) {
		causes = append(causes, err)
	}
	if len(causes) == 0 {
		return b.result, nil
	}
	return b.result, &importError{b.result.BulkProgress, causes}
}

// abandon leaves no goroutine behind when the user's code has panicked. Otherwise there is
// none by then.
func (b *bulk) abandon(cancel func()) {
	cancel()
	for b.under > 0 {
		b.await()
	}
}

// ordered sorts by position, and makes one of neighbours that were not sent.
func ordered(failed []BulkFailure) []BulkFailure {
	slices.SortFunc(failed, func(x, y BulkFailure) int { return cmp.Compare(x.First, y.First) })
	var out []BulkFailure
	for _, f := range failed {
		last := len(out) - 1
		if f.Err == ErrNotSent && last >= 0 && out[last].Err == ErrNotSent && out[last].First+out[last].Count == f.First { //nolint:errorlint // it is never wrapped here
			out[last].Count += f.Count
			continue
		}
		out = append(out, f)
	}
	return out
}

// importError is why an import did not write all items.
type importError struct {
	counts BulkProgress
	causes []error
}

func (e *importError) Error() string {
	texts := make([]string, len(e.causes))
	for n, cause := range e.causes {
		texts[n] = withoutPrefix(cause)
	}
	return fmt.Sprintf("directus: import: %d of %d items written, %d not, %d in doubt: %s",
		e.counts.Written, e.counts.Read, e.counts.NotWritten, e.counts.InDoubt, strings.Join(texts, "; "))
}

func (e *importError) Unwrap() []error { return e.causes }
