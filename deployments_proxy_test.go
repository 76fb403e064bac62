package directus_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// deploymentProxy is an HTTP proxy that leads to one handler, whatever server is asked
// for. Directus reaches providers at fixed addresses, but through such a proxy.
type deploymentProxy struct {
	URL         string
	certificate string // file with the certificate that the handler has for api.vercel.com
}

func newDeploymentProxy(t *testing.T, handler http.Handler) deploymentProxy {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"api.vercel.com"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}), 0o600))

	provider := httptest.NewUnstartedServer(handler)
	provider.TLS = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}}}
	provider.StartTLS()
	var tunnels sync.WaitGroup
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect { // as Directus 11 uses a proxy
			handler.ServeHTTP(w, r)
			return
		}
		var dialer net.Dialer
		to, err := dialer.DialContext(r.Context(), "tcp", provider.Listener.Addr().String())
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		from, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			to.Close()
			return
		}
		_, _ = io.WriteString(from, "HTTP/1.1 200 Connected\r\n\r\n")
		for _, way := range [][2]net.Conn{{to, from}, {from, to}} {
			tunnels.Go(func() {
				_, _ = io.Copy(way[0], way[1])
				way[0].Close()
			})
		}
	}))
	t.Cleanup(func() {
		provider.CloseClientConnections()
		provider.Close()
		proxy.Close()
		tunnels.Wait()
	})
	return deploymentProxy{URL: proxy.URL, certificate: file}
}
