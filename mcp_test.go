package directus_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus"
	"github.com/godirectus/directus/internal/realserver"
)

// The server's endpoints for AI have no methods here, since they are for other protocols:
// the raw verbs and Call reach them.
func TestRealMCP(t *testing.T) {
	t.Parallel()
	server := realserver.New(t, realserver.Options{Env: map[string]string{"MCP_OAUTH_ENABLED": "true"}})
	client := clientOf(t, server)
	initialize := m{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": m{
		"protocolVersion": "2025-06-18", "capabilities": m{}, "clientInfo": m{"name": "test", "version": "1"},
	}}
	accept := directus.Header("Accept", "application/json, text/event-stream")
	if server.Major() < 11 {
		_, err := directus.Call[m](t.Context(), client, &directus.Request{Method: http.MethodPost, Path: "/mcp", Body: directus.JSON(initialize)})
		require.ErrorIs(t, err, directus.CodeRouteNotFound)
		return
	}
	_, err := directus.Call[m](t.Context(), client.With(accept), &directus.Request{Method: http.MethodPost, Path: "/mcp", Body: directus.JSON(initialize)})
	require.ErrorIs(t, err, directus.CodeForbidden, "it is off until the setting is on")
	succeed(t, client, http.MethodPatch, "/settings", m{"mcp_enabled": true})

	resp, err := client.Post(t.Context(), "/mcp", initialize, accept)
	require.NoError(t, err)
	var raw struct {
		Result struct {
			ServerInfo struct {
				Name string `json:"name"`
			} `json:"serverInfo"`
		} `json:"result"`
	}
	require.Equal(t, http.StatusOK, resp.Status)
	require.NoError(t, resp.Decode(&raw))
	require.Equal(t, "directus-mcp", raw.Result.ServerInfo.Name)

	reply, err := directus.Call[m](t.Context(), client.With(accept), &directus.Request{
		Method: http.MethodPost, Path: "/mcp", Body: directus.JSON(m{"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": m{}}),
	})
	require.NoError(t, err)
	require.Contains(t, reply, "result")

	if server.Major() >= 12 {
		clients, err := directus.Call[[]m](t.Context(), client, &directus.Request{Method: http.MethodGet, Path: "/mcp-oauth/clients"})
		require.NoError(t, err)
		require.Empty(t, clients)
	}
	_, err = directus.Call[m](t.Context(), client, &directus.Request{Method: http.MethodPost, Path: "/ai/chat", Body: directus.JSON(m{})})
	var e *directus.Error
	require.ErrorAs(t, err, &e)
	require.NotErrorIs(t, err, directus.CodeRouteNotFound)
}

// GET /auth has members beside "data", which Call leaves out and the raw verbs do not.
func TestRealRawAuth(t *testing.T) {
	t.Parallel()
	resp, err := realClient(t).Get(t.Context(), "/auth")
	require.NoError(t, err)
	var reply struct {
		Data           []m  `json:"data"`
		DisableDefault bool `json:"disableDefault"`
	}
	require.NoError(t, resp.Decode(&reply))
	require.Empty(t, reply.Data)
	require.False(t, reply.DisableDefault)
}
