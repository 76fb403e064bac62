package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// row is a realistic item: ten fields, among them a nested object, a list and a timestamp.
type row struct {
	ID       int       `json:"id"`
	Status   string    `json:"status"`
	Title    string    `json:"title"`
	Slug     string    `json:"slug"`
	Body     string    `json:"body"`
	Price    float64   `json:"price"`
	Featured bool      `json:"featured"`
	Author   author    `json:"author"`
	Tags     []string  `json:"tags"`
	Created  time.Time `json:"date_created"`
}

type author struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func rowNumber(n int) row {
	return row{
		ID:       n,
		Status:   []string{"draft", "published", "archived"}[n%3],
		Title:    fmt.Sprintf("An article about the number %d", n),
		Slug:     fmt.Sprintf("an-article-about-the-number-%d", n),
		Body:     strings.Repeat("Some words of text, as “people” write them. ", 3),
		Price:    float64(n) + 0.25,
		Featured: n%2 == 0,
		Author:   author{ID: fmt.Sprintf("6f0e2c1a-0000-4000-8000-%012d", n), Name: "Ada Lovelace"},
		Tags:     []string{"go", "directus", "numbers"},
		Created:  time.Date(2024, 1, 2, 3, 4, n%60, 5e6, time.UTC),
	}
}

// newStub returns a server that answers GET /items/articles?limit=n with n rows, and
// as Directus does with their length in front.
func newStub(sizes ...int) (*httptest.Server, error) {
	replies := map[string][]byte{}
	for _, n := range sizes {
		rows := make([]row, n)
		for i := range rows {
			rows[i] = rowNumber(i + 1)
		}
		body, err := json.Marshal(map[string]any{"data": rows})
		if err != nil {
			return nil, err
		}
		replies[strconv.Itoa(n)] = body
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := replies[r.URL.Query().Get("limit")]
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", strconv.Itoa(len(reply)))
		_, _ = w.Write(reply)
	})), nil
}
