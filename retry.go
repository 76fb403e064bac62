package directus

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/time/rate"
)

// RetryPolicy says how often and how soon a request is sent again that failed in a way
// that may pass: see [WithRetry] for which do.
type RetryPolicy struct {
	MaxAttempts int           // sends at most so often, the first one included; 1: never again
	MinDelay    time.Duration // the first delay lies between 0 and this, and each later one may be twice as long
	MaxDelay    time.Duration // no delay is longer, except one that the server asks for
}

// maxAsked is the longest delay that a server is given. Whoever asks for more gets it from
// the caller, who finds it in Error.RetryAfter.
const maxAsked = 5 * time.Minute

// defaultRetry is the policy without WithRetry.
var defaultRetry = RetryPolicy{MaxAttempts: 3, MinDelay: 100 * time.Millisecond, MaxDelay: 10 * time.Second}

func (p RetryPolicy) check() error {
	switch {
	case p.MaxAttempts < 1:
		return fmt.Errorf("MaxAttempts %d: a number from 1 up is needed", p.MaxAttempts)
	case p.MinDelay < 0 || p.MaxDelay < p.MinDelay:
		return fmt.Errorf("MinDelay %s, MaxDelay %s: the first must not be negative, nor longer than the second", p.MinDelay, p.MaxDelay)
	}
	return nil
}

// delays returns the delays of one call: exponential, with full jitter.
func (p RetryPolicy) delays() backoff.BackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval = p.MinDelay/2, p.MaxDelay/2
	b.Multiplier, b.RandomizationFactor = 2, 1 // from 0 to twice the interval
	return b
}

// retrying is the layer that sends requests again.
type retrying struct {
	next    Transport
	policy  RetryPolicy
	limiter *rate.Limiter // nil: no limit
}

// Do sends req until it succeeds, or fails in a way that does not pass, or may not be
// sent again, or the policy or ctx puts an end to it.
func (r retrying) Do(ctx context.Context, req *Request) (*Response, error) {
	if err := r.turn(ctx); err != nil {
		return nil, err
	}
	var delays backoff.BackOff
	for attempt := 1; ; attempt++ {
		if req.state != nil {
			req.state.attempts++
		}
		resp, err := r.next.Do(ctx, req)
		if early := req.Body.endedEarly(); resp != nil && early != nil {
			// The server closes this connection, though it says that it keeps it. Not read to its
			// end the reply takes the connection along, and no other request meets its end.
			_ = resp.Body.Close()
			return nil, early
		}
		if attempt == r.policy.MaxAttempts || req.noRetry() || !passes(ctx, req, resp, err) || !req.Body.canReopen() {
			return resp, err
		}
		if delays == nil {
			delays = r.policy.delays()
		}
		pause, patient := delay(req, resp, delays)
		if !patient || !hasTime(ctx, pause) {
			return resp, err
		}
		end := r.pause(ctx, pause)
		if resp != nil {
			err = peekError(req, resp)
			_ = resp.Body.Close() // it was read for what it says
		}
		if end != nil {
			return nil, fmt.Errorf("%w, before it was sent again after: %w", end, err)
		}
	}
}

// turn waits until the rate limit of the client lets a request through. One that would
// come after the deadline fails at once.
func (r retrying) turn(ctx context.Context) error {
	if r.limiter == nil {
		return ctx.Err()
	}
	err := r.limiter.Wait(ctx)
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%w: the rate limit allows no request before it", context.DeadlineExceeded)
	}
	return err
}

// delay is how long to wait: as long as the server asks, or else what back-off says. It
// reports whether that is not too long.
func delay(req *Request, resp *Response, delays backoff.BackOff) (time.Duration, bool) {
	next := delays.NextBackOff()
	if resp != nil {
		if asked := peekError(req, resp).RetryAfter; asked > 0 {
			return asked, asked <= maxAsked
		}
	}
	return next, true
}

// hasTime reports whether ctx goes on after d.
func hasTime(ctx context.Context, d time.Duration) bool {
	end, ok := ctx.Deadline()
	return !ok || time.Until(end) > d
}

// pause waits, first for d and then for the rate limit. An error is the end of ctx.
func (r retrying) pause(ctx context.Context, d time.Duration) error {
	wait(ctx, d)
	return r.turn(ctx)
}

// wait waits for d, or the end of ctx.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (r *Request) noRetry() bool { return r.state != nil && r.state.noRetry }

// passes reports whether a failure may pass, and the request be sent again.
func passes(ctx context.Context, req *Request, resp *Response, err error) bool {
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil:
		return neverSent(err) || req.isRepeatable() && isConnectionError(err)
	}
	switch resp.Status {
	case http.StatusTooManyRequests:
		return req.isRepeatable() || !peekError(req, resp).has(CodeEmailLimitExceeded) // which comes half-way
	case http.StatusServiceUnavailable:
		return req.isRepeatable() || peekError(req, resp).isPressure()
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		return req.isRepeatable()
	}
	return false
}

// isRepeatable reports whether a request can be carried out twice without harm.
func (r *Request) isRepeatable() bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, methodSearch:
		return !r.once
	}
	return r.repeatable
}

// neverSent reports whether no connection could be made.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// isConnectionError reports whether err is a failure of the connection, and not one that
// comes from the request, the user or the client's own rules.
func isConnectionError(err error) bool {
	for _, own := range []error{ErrCrossOrigin, ErrTooLarge, ErrClosed, errTooManyRedirects, errBadRedirect, context.Canceled} {
		if errors.Is(err, own) {
			return false
		}
	}
	var body *bodyError
	var certificate *tls.CertificateVerificationError
	return !errors.As(err, &body) && !errors.As(err, &certificate)
}

// isPressure reports whether the server turned a request away before it looked at it.
func (e *Error) isPressure() bool {
	for _, item := range e.Errors {
		if item.Code == CodeServiceUnavailable && item.Extensions["service"] == "api" {
			return true
		}
	}
	return false
}
