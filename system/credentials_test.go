package system_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/system"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]system.Credentials{
		`"**********"`:       nil,
		`null`:               nil,
		`{"access_token":1}`: {"access_token": 1.0},
	} {
		got := system.Credentials{"before": 1}
		require.NoError(t, codec.Unmarshal([]byte(in), &got), in)
		assert.Equal(t, want, got, in)
	}
	deployment := system.Deployment{Provider: system.DeploymentVercel, Credentials: system.Credentials{"access_token": "sesame"}}
	written, err := codec.Marshal(deployment)
	require.NoError(t, err)
	assert.Equal(t, `{"provider":"vercel","credentials":{"access_token":"sesame"}}`, string(written))

	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "credentials", deployment.Credentials, "deployment", deployment)
	printed := log.String() + fmt.Sprintf("%v %+v %#v %s %v", deployment, deployment, deployment, deployment.Credentials, &deployment)
	assert.NotContains(t, printed, "sesame")
	assert.Contains(t, printed, "**********")
}
