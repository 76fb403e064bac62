package main

import (
	"context"
	stdjson "encoding/json"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-resty/resty/v2"
	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

// reader reads n rows from a server.
type reader func(ctx context.Context, n int) ([]row, error)

// envelope is a reply of Directus.
type envelope struct {
	Data []row `json:"data"`
}

// ours reads with this library.
func ours(url string) (reader, error) {
	client, err := directus.New(url, directus.WithStaticToken("token"))
	if err != nil {
		return nil, err
	}
	articles := directus.NewItems[row](client, "articles")
	return func(ctx context.Context, n int) ([]row, error) {
		page, err := articles.ReadByQuery(ctx, query.Limit(n))
		if err != nil {
			return nil, err
		}
		return page.Data, nil
	}, nil
}

// get sends the request that a user would write by hand.
func get(ctx context.Context, client *http.Client, url string, n int) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/items/articles?limit="+strconv.Itoa(n), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer token")
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, fmt.Errorf("status %d", resp.StatusCode)
	}
	return resp, nil
}

// tuned is a client with a connection pool for many callers.
func tuned() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone() //nolint:errcheck // It is one.
	transport.MaxIdleConnsPerHost = 256
	return &http.Client{Transport: transport}
}

// byHand reads with net/http and encoding/json.
func byHand(url string) reader {
	client := tuned()
	return func(ctx context.Context, n int) ([]row, error) {
		resp, err := get(ctx, client, url, n)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		var reply envelope
		err = stdjson.NewDecoder(resp.Body).Decode(&reply)
		return reply.Data, err
	}
}

// streaming reads with net/http and the streaming decoder that this library uses.
func streaming(url string) reader {
	client := tuned()
	return func(ctx context.Context, n int) ([]row, error) {
		resp, err := get(ctx, client, url, n)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		var reply envelope
		err = json.UnmarshalRead(resp.Body, &reply)
		return reply.Data, err
	}
}

// plainResty reads with resty.
func plainResty(url string) reader {
	client := resty.NewWithClient(tuned()).SetBaseURL(url).SetAuthToken("token")
	return func(ctx context.Context, n int) ([]row, error) {
		var reply envelope
		resp, err := client.R().SetContext(ctx).SetResult(&reply).SetQueryParam("limit", strconv.Itoa(n)).Get("/items/articles")
		if err != nil {
			return nil, err
		}
		if resp.IsError() {
			return nil, fmt.Errorf("status %d", resp.StatusCode())
		}
		return reply.Data, nil
	}
}
