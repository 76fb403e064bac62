package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strconv"
	"text/tabwriter"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/godirectus/directus"
	"github.com/godirectus/directus/query"
)

const (
	streamRows   = 1_000_000
	streamRounds = 3
	pages        = 40
	pageTime     = time.Millisecond // of the server, and of the caller, for each page
)

// large compares reading a collection that is too big for one page.
func large(ctx context.Context) error {
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	if err := compareStreams(ctx, out); err != nil {
		return err
	}
	if err := comparePages(ctx, out); err != nil {
		return err
	}
	return out.Flush()
}

// compareStreams reads a million rows, by Stream and with the bare decoder.
func compareStreams(ctx context.Context, out io.Writer) error {
	server, err := newStreamStub()
	if err != nil {
		return err
	}
	defer server.Close()
	client, err := directus.New(server.URL, directus.WithStaticToken("token"))
	if err != nil {
		return err
	}
	defer client.Close()
	var ratios []float64
	var peak uint64
	for range streamRounds {
		watch := watchHeap()
		library, err := timed(func() error { return stream(ctx, client) })
		peak = max(peak, watch())
		if err != nil {
			return err
		}
		bare, err := timed(func() error { return bareStream(ctx, server.URL) })
		if err != nil {
			return err
		}
		ratios = append(ratios, bare.Seconds()/library.Seconds())
	}
	fmt.Fprintf(out, "\nStream, 1,000,000 rows\t%.2f of the bare decoder's speed\tpeak heap %.1f MiB\n", median(ratios), float64(peak)/(1<<20))
	return nil
}

func stream(ctx context.Context, client *directus.Client) error {
	count := 0
	for item, err := range directus.NewItems[row](client, "articles").Stream(ctx) {
		if err != nil {
			return err
		}
		count += min(item.ID, 1)
	}
	return enough(count)
}

// bareStream is the least that a program has to do for the same rows.
func bareStream(ctx context.Context, url string) error {
	resp, err := get(ctx, tuned(), url, -1)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	decoder := jsontext.NewDecoder(resp.Body)
	for range 3 { // {, "data", [
		if _, err := decoder.ReadToken(); err != nil {
			return err
		}
	}
	count := 0
	for decoder.PeekKind() != ']' {
		var item row
		if err := jsonv2.UnmarshalDecode(decoder, &item); err != nil {
			return err
		}
		count += min(item.ID, 1)
	}
	return enough(count)
}

func enough(count int) error {
	if count != streamRows {
		return fmt.Errorf("%d rows", count)
	}
	return nil
}

// newStreamStub returns a server that sends a million rows.
func newStreamStub() (*httptest.Server, error) {
	text, err := json.Marshal(rowNumber(4711))
	if err != nil {
		return nil, err
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		buffered := bufio.NewWriterSize(w, 64<<10)
		_, err := buffered.WriteString(`{"data":[`)
		for n := 0; n < streamRows && err == nil; n++ {
			if n > 0 {
				_ = buffered.WriteByte(',')
			}
			_, err = buffered.Write(text)
		}
		if err == nil {
			_, _ = buffered.WriteString(`]}`)
			_ = buffered.Flush()
		}
	})), nil
}

// comparePages reads many pages from a server that takes its time, with All and with one
// request after the other, by a caller who takes time too.
func comparePages(ctx context.Context, out io.Writer) error {
	server := newPageStub()
	defer server.Close()
	client, err := directus.New(server.URL, directus.WithStaticToken("token"))
	if err != nil {
		return err
	}
	defer client.Close()
	articles := directus.NewItems[row](client, "articles")
	var ratios []float64
	for range 10 {
		library, err := timed(func() error {
			for page, err := range articles.Pages(ctx) {
				if err != nil || len(page.Data) == 0 {
					return err
				}
				time.Sleep(pageTime)
			}
			return nil
		})
		if err != nil {
			return err
		}
		byPage, err := timed(func() error { return pageAfterPage(ctx, articles) })
		if err != nil {
			return err
		}
		ratios = append(ratios, byPage.Seconds()/library.Seconds())
	}
	fmt.Fprintf(out, "All, %d pages\t%.2f times as fast as page after page, a millisecond each for server and caller\t\n", pages, median(ratios))
	return nil
}

func pageAfterPage(ctx context.Context, articles *directus.Items[row]) error {
	for number := 1; ; number++ {
		page, err := articles.ReadByQuery(ctx, query.Limit(100), query.PageNumber(number))
		if err != nil || len(page.Data) == 0 {
			return err
		}
		time.Sleep(pageTime)
	}
}

// newPageStub returns a server of pages, which finds the page by key or by number.
func newPageStub() *httptest.Server {
	var rows []row
	for n := range 100 * pages {
		rows = append(rows, rowNumber(n+1))
	}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(pageTime)
		var filter struct {
			ID struct {
				After int `json:"_gt"`
			} `json:"id"`
		}
		_ = json.Unmarshal([]byte(r.URL.Query().Get("filter")), &filter)
		first := filter.ID.After
		if number, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil {
			first = 100 * (number - 1)
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": rows[min(first, len(rows)):min(first+100, len(rows))]})
	}))
}

func timed(f func() error) (time.Duration, error) {
	start := time.Now()
	err := f()
	return time.Since(start), err
}

// watchHeap watches the heap until the function that it returns is called, which returns
// its largest size, without what was there before.
func watchHeap() (peak func() uint64) {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before, highest := stats.HeapAlloc, uint64(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(5 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				runtime.ReadMemStats(&stats)
				highest = max(highest, stats.HeapAlloc-min(before, stats.HeapAlloc))
			}
		}
	}()
	return func() uint64 {
		close(stop)
		<-stopped
		return highest
	}
}
