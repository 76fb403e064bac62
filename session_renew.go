package directus

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// renewal is one refresh that several callers wait for.
type renewal struct {
	done chan struct{}
	err  error // set before done is closed
}

// lostError is the end of a session by the server's word.
type lostError struct{ err error }

func (e *lostError) Error() string { return ErrSessionExpired.Error() + ": " + withoutPrefix(e.err) }

func (e *lostError) Unwrap() []error { return []error{ErrSessionExpired, e.err} }

// renew replaces the session old by a new one. Callers that ask at the same time share
// one refresh; one whose ctx ends leaves it to the others.
func (a *sessionAuth) renew(ctx context.Context, old *session) error {
	a.mu.Lock()
	if a.current != old {
		defer a.mu.Unlock()
		return a.lost // somebody was faster, and knows how it ended
	}
	if a.renewal == nil {
		if a.closed {
			a.mu.Unlock()
			return ErrClosed
		}
		r := &renewal{done: make(chan struct{})}
		a.renewal = r
		a.work.Go(func() { a.run(r, old) }) //nolint:contextcheck // A refresh belongs to no one caller.
	}
	r := a.renewal
	a.mu.Unlock()
	select {
	case <-r.done:
		return r.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run carries out a renewal.
func (a *sessionAuth) run(r *renewal, old *session) {
	ctx, cancel := context.WithTimeout(a.ctx, renewTimeout)
	defer cancel()
	r.err = a.change(ctx, func() error { return a.renewNow(ctx, old) })
	a.mu.Lock()
	a.renewal = nil
	a.mu.Unlock()
	close(r.done)
	var lost *lostError
	if errors.As(r.err, &lost) && a.config.onLost != nil {
		go a.config.onLost(lost) // it may sign in again or close the client
	}
}

// renewNow refreshes while nobody else changes the session. When another process has put
// a newer session into the storage, that one is used.
func (a *sessionAuth) renewNow(ctx context.Context, old *session) error {
	if a.now() != old {
		return nil
	}
	stored, err := a.stored(ctx)
	if err != nil && !errors.Is(err, errUnreadable) {
		return err
	}
	using := old
	if stored.replaces(old) {
		using = stored
		if stored.isStatic() || time.Now().Before(stored.renewAt(a.config.before)) {
			a.set(stored, nil)
			return nil
		}
	}
	fresh, err := a.ask(ctx, using.renewRequest("/auth/refresh", a.config.cookies), using.mode)
	if ends(err) {
		return a.lose(ctx, err)
	}
	if err != nil {
		return err
	}
	return a.keep(context.WithoutCancel(ctx), fresh) // the server has forgotten the old token
}

// ends reports whether a refresh failed because the session is no more.
func ends(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusUnauthorized || e.has(CodeInvalidToken))
}

// lose ends the session.
func (a *sessionAuth) lose(ctx context.Context, err error) error {
	lost := &lostError{err: err}
	a.set(nil, lost)
	return errors.Join(lost, a.store(context.WithoutCancel(ctx), nil))
}

// adopt takes over a session that another process has put into the storage in place of s.
func (a *sessionAuth) adopt(ctx context.Context, s *session) error {
	stored, err := a.stored(ctx)
	if err != nil || !stored.replaces(s) {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.current == s {
		a.current = stored
		a.schedule(stored)
	}
	return nil
}

// set makes s the session, or notes why there is none.
func (a *sessionAuth) set(s *session, lost error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.loaded, a.current, a.lost = true, s, lost
	a.schedule(s)
}

// schedule sets the timer that renews s before it expires. The caller holds mu.
func (a *sessionAuth) schedule(s *session) {
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
	if s == nil || s.isStatic() || !a.config.auto || a.closed {
		return
	}
	a.timer = time.AfterFunc(time.Until(s.renewAt(a.config.before)), func() { a.renewByTimer(s) })
}

// renewByTimer renews s, and comes back later when the server gave no answer.
func (a *sessionAuth) renewByTimer(s *session) {
	a.mu.Lock()
	if a.closed || a.current != s {
		a.mu.Unlock()
		return
	}
	a.work.Add(1)
	a.mu.Unlock()
	defer a.work.Done()
	if a.renew(a.ctx, s) == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.current == s && !a.closed {
		pause := max(renewPause, s.margin(a.config.before)/3)
		a.timer = time.AfterFunc(pause, func() { a.renewByTimer(s) })
	}
}
