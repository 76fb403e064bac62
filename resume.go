package directus

import (
	"context"
	"errors"
	"net/http"

	"github.com/cenkalti/backoff/v5"
)

// patience is how long a transfer that breaks off is taken up again: as the client's
// [RetryPolicy] says, which starts anew whenever the transfer has come further.
type patience struct {
	policy RetryPolicy
	delays backoff.BackOff
	failed int   // times in a row
	best   int64 // how far the transfer has come
}

// patience returns that of a client.
func (c *Client) patience() *patience {
	policy := c.shared.retry
	if c.opts.noRetry {
		policy.MaxAttempts = 1
	}
	return &patience{policy: policy, delays: policy.delays()}
}

// wait waits before a transfer, which has come this far, is taken up again after a
// failure. It returns the failure when that should not be.
func (p *patience) wait(ctx context.Context, done int64, failure error) error {
	if done > p.best {
		p.best, p.failed = done, 0
		p.delays.Reset()
	}
	p.failed++
	pause := p.delays.NextBackOff()
	var answer *Error
	if errors.As(failure, &answer) && answer.RetryAfter > 0 {
		pause = min(answer.RetryAfter, maxAsked)
	}
	if p.failed >= p.policy.MaxAttempts || ctx.Err() != nil || !hasTime(ctx, pause) {
		return failure
	}
	wait(ctx, pause)
	if ctx.Err() != nil {
		return failure
	}
	return nil
}

// mayPass reports whether a transfer failed in a way after which it can go on.
func mayPass(err error) bool {
	var answer *Error
	if errors.As(err, &answer) {
		return answer.Status >= http.StatusInternalServerError || answer.Status == http.StatusTooManyRequests
	}
	return err != nil && !errors.Is(err, errChanged) && !errors.Is(err, ErrInvalidRequest) && isConnectionError(err)
}

// failed is failure for an error that may be nil, or one that names its call already.
func failed(req *Request, err error) error {
	var answer *Error
	var call *callError
	if err == nil || errors.As(err, &answer) || errors.As(err, &call) {
		return err
	}
	return failure(req, err)
}
