package directus_test

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"mime/quotedprintable"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mailSink is an SMTP server that keeps what it is sent.
type mailSink struct {
	listener net.Listener
	mu       sync.Mutex
	mails    []mailMessage
}

// mailMessage is a message, decoded.
type mailMessage struct{ to, subject, text string }

func newMailSink(t *testing.T) *mailSink {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	sink := &mailSink{listener: listener}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() { sink.serve(conn) })
		}
	})
	t.Cleanup(func() {
		require.NoError(t, listener.Close())
		running.Wait() // the server that sends mails was stopped before
	})
	return sink
}

// env makes a Directus send its mails here. The URLs of more are added to it.
func (s *mailSink) env(t *testing.T, more map[string]string) map[string]string {
	t.Helper()
	address, ok := s.listener.Addr().(*net.TCPAddr)
	require.True(t, ok)
	env := map[string]string{
		"EMAIL_TRANSPORT": "smtp", "EMAIL_SMTP_HOST": "127.0.0.1", "EMAIL_SMTP_PORT": strconv.Itoa(address.Port),
		"EMAIL_SMTP_IGNORE_TLS": "true", "EMAIL_FROM": "cms@example.com",
	}
	maps.Copy(env, more)
	return env
}

// serve speaks SMTP (RFC 5321) with one client.
func (s *mailSink) serve(conn net.Conn) {
	defer conn.Close()
	text := textproto.NewConn(conn)
	say := func(line string) { _ = text.PrintfLine("%s", line) }
	say("220 sink")
	for {
		line, err := text.ReadLine()
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); verb {
		case "DATA":
			say("354 go on")
			s.keep(text.DotReader())
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailSink) keep(message io.Reader) {
	reader := bufio.NewReader(message)
	header, _ := textproto.NewReader(reader).ReadMIMEHeader()
	text, _ := io.ReadAll(quotedprintable.NewReader(reader))
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, mailMessage{header.Get("To"), header.Get("Subject"), string(text)})
}

// find waits for a mail to this address with a link to target, and returns what follows in
// the link. The mail is taken out.
func (s *mailSink) find(t *testing.T, to, target string) string {
	t.Helper()
	pattern := regexp.MustCompile(regexp.QuoteMeta(target) + `([\w.-]+)`)
	var rest string
	require.Eventually(t, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for n, m := range s.mails {
			if found := pattern.FindStringSubmatch(m.text); m.to == to && found != nil {
				rest, s.mails = found[1], append(s.mails[:n:n], s.mails[n+1:]...)
				return true
			}
		}
		return false
	}, 20*time.Second, 20*time.Millisecond, "no mail to %s with %s", to, target)
	return rest
}

// count is how many mails came and were not found.
func (s *mailSink) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.mails)
}

// String lists the mails.
func (s *mailSink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, m := range s.mails {
		fmt.Fprintf(&b, "to %s: %s\n", m.to, m.subject)
	}
	return b.String()
}
