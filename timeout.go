package directus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// timing is the layer that gives up on a server that does not answer.
type timing struct {
	next    Transport
	timeout time.Duration
}

// timeoutError is the end of such a wait: a net.Error that is context.DeadlineExceeded.
type timeoutError struct{ after time.Duration }

func (e timeoutError) Error() string { return fmt.Sprintf("no reply within %s", e.after) }

func (timeoutError) Timeout() bool { return true }

func (timeoutError) Temporary() bool { return true }

func (timeoutError) Unwrap() error { return context.DeadlineExceeded }

// Do sends req and waits for the headers of the reply. The wait starts anew whenever a
// part of the request's body has gone, and the reply's body may take as long as it likes.
func (t timing) Do(ctx context.Context, req *Request) (*Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := watch(t.timeout, func() { cancel(timeoutError{t.timeout}) })
	out := *req
	out.Body = req.Body.wrapped(func(r io.ReadCloser) io.ReadCloser { return &watchedBody{r, w} })
	resp, err := t.next.Do(ctx, &out)
	w.stop()
	var late timeoutError
	switch {
	case errors.As(context.Cause(ctx), &late):
		if resp != nil {
			_ = resp.Body.Close() // its headers came too late by a hair
		}
		return nil, late
	case err != nil:
		cancel(nil)
		return nil, err
	}
	resp.Body = &endingBody{ReadCloser: resp.Body, end: func() { cancel(nil) }}
	return resp, nil
}

// watchdog calls a function when nothing has happened for a while.
type watchdog struct {
	timeout time.Duration

	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
}

func watch(timeout time.Duration, late func()) *watchdog {
	return &watchdog{timeout: timeout, timer: time.AfterFunc(timeout, late)}
}

// pause holds the time until resume starts it anew.
func (w *watchdog) pause() { w.timer.Stop() }

func (w *watchdog) resume() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		w.timer.Reset(w.timeout)
	}
}

// stop ends the watch for good.
func (w *watchdog) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.timer.Stop()
}

// watchedBody is a request's body that flows under a watchdog: the time that the user's
// reader takes is not the server's.
type watchedBody struct {
	io.ReadCloser
	watchdog *watchdog
}

func (b *watchedBody) Read(p []byte) (int, error) {
	b.watchdog.pause()
	defer b.watchdog.resume()
	return b.ReadCloser.Read(p)
}

// endingBody calls end when it is closed.
type endingBody struct {
	io.ReadCloser
	end func()
}

// Close closes the body.
func (b *endingBody) Close() error {
	defer b.end()
	return b.ReadCloser.Close()
}
