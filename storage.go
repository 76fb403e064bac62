package directus

import (
	"context"
	"sync"
)

// Storage keeps the tokens of a client. It is safe for several goroutines. A Storage that
// several processes or clients share should also be a [Locker].
type Storage interface {
	// Get returns the value of a key, and whether there is one.
	Get(ctx context.Context, key string) (value string, found bool, err error)
	// Set stores a value, wholly or not at all.
	Set(ctx context.Context, key, value string) error
	// Delete removes a value. One that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// Locker is what a [Storage] can do besides, so that of all its users only one at a time
// renews a session.
type Locker interface {
	// Lock waits until the key is free, or ctx ends, and takes it until unlock is called.
	Lock(ctx context.Context, key string) (unlock func(), err error)
}

// MemoryStorage keeps values as long as the process lives. Make it with
// [NewMemoryStorage]. Clients that share one share their session.
type MemoryStorage struct {
	mu     sync.Mutex
	values map[string]string
	locks  map[string]chan struct{}
}

// NewMemoryStorage returns an empty storage, which is what a client has by default.
func NewMemoryStorage() *MemoryStorage { return &MemoryStorage{} }

// String shows no value.
func (s *MemoryStorage) String() string { return "directus.MemoryStorage" }

// GoString shows no value.
func (s *MemoryStorage) GoString() string { return s.String() }

// Get implements [Storage].
func (s *MemoryStorage) Get(_ context.Context, key string) (value string, found bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, found = s.values[key]
	return value, found, nil
}

// Set implements [Storage].
func (s *MemoryStorage) Set(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values == nil {
		s.values = map[string]string{}
	}
	s.values[key] = value
	return nil
}

// Delete implements [Storage].
func (s *MemoryStorage) Delete(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.values, key)
	return nil
}

// Lock implements [Locker].
func (s *MemoryStorage) Lock(ctx context.Context, key string) (unlock func(), err error) {
	s.mu.Lock()
	lock, ok := s.locks[key]
	if !ok {
		if s.locks == nil {
			s.locks = map[string]chan struct{}{}
		}
		lock = make(chan struct{}, 1)
		s.locks[key] = lock
	}
	s.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// PrefixStorage returns s with a prefix before every key, so that several clients keep
// their own sessions in one storage. It is a [Locker] when s is one, and nil when s is nil.
func PrefixStorage(s Storage, prefix string) Storage {
	if s == nil {
		return nil
	}
	prefixed := prefixStorage{Storage: s, prefix: prefix}
	if locker, ok := s.(Locker); ok {
		return prefixLocker{prefixStorage: prefixed, locker: locker}
	}
	return prefixed
}

type prefixStorage struct {
	Storage
	prefix string
}

// String shows no value.
func (s prefixStorage) String() string { return "directus.PrefixStorage(" + s.prefix + ")" }

// GoString shows no value.
func (s prefixStorage) GoString() string { return s.String() }

// Get implements [Storage].
func (s prefixStorage) Get(ctx context.Context, key string) (value string, found bool, err error) {
	return s.Storage.Get(ctx, s.prefix+key)
}

// Set implements [Storage].
func (s prefixStorage) Set(ctx context.Context, key, value string) error {
	return s.Storage.Set(ctx, s.prefix+key, value)
}

// Delete implements [Storage].
func (s prefixStorage) Delete(ctx context.Context, key string) error {
	return s.Storage.Delete(ctx, s.prefix+key)
}

type prefixLocker struct {
	prefixStorage
	locker Locker
}

// Lock implements [Locker].
func (s prefixLocker) Lock(ctx context.Context, key string) (unlock func(), err error) {
	return s.locker.Lock(ctx, s.prefix+key)
}
