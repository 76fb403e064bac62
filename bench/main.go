// The program bench compares reading with this library against what a user would write
// by hand, all in one run on one in-process server. It prints how long each takes and how
// many bytes each allocates, as ratios to the library: the only figures that mean
// something on another machine. The server's own share is in both sides of a ratio.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"text/tabwriter"
	"time"
)

// contender is a way to read.
type contender struct {
	name string
	read reader
}

// contendersFor starts with the library.
func contendersFor(url string) ([]contender, error) {
	library, err := ours(url)
	return []contender{
		{"this library", library},
		{"net/http + encoding/json", byHand(url)},
		{"net/http + streaming jsonv2", streaming(url)},
		{"resty", plainResty(url)},
	}, err
}

// contest is a task that the contenders do in turn.
type contest struct {
	name    string
	rows    int
	callers int
	reads   int // of one contender in one round
}

var contests = []contest{
	{name: "1 row", rows: 1, callers: 1, reads: 2000},
	{name: "100 rows", rows: 100, callers: 1, reads: 200},
	{name: "10,000 rows", rows: 10_000, callers: 1, reads: 1},
	{name: "64 callers, 10 rows each", rows: 10, callers: 64, reads: 1280},
}

// sample is what one contender took for one read.
type sample struct {
	time   time.Duration
	bytes  float64
	allocs float64
}

func main() {
	rounds := flag.Int("rounds", 25, "how often each contender has its turn")
	flag.Parse()
	err := run(context.Background(), *rounds)
	if err == nil {
		err = large(context.Background())
	}
	if err == nil {
		err = files(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, rounds int) error {
	stub, err := newStub(1, 10, 100, 10_000)
	if err != nil {
		return err
	}
	defer stub.Close()
	contenders, err := contendersFor(stub.URL)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "library takes, of\ttime\tbytes\tallocations\ttheir time/read\tbytes/read\tallocs/read\t")
	for _, c := range contests {
		samples, err := c.run(ctx, contenders, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		fmt.Fprintf(out, "%s:\t\t\t\t%s\n", c.name, absolute(samples[0]))
		for i, other := range contenders[1:] {
			fmt.Fprintf(out, "%s\t%s\t%s\n", other.name, ratios(samples[0], samples[i+1]), absolute(samples[i+1]))
		}
	}
	return out.Flush()
}

// run gives each contender its turn in every round, so that a slow moment of the machine
// meets all alike.
func (c contest) run(ctx context.Context, contenders []contender, rounds int) ([][]sample, error) {
	samples := make([][]sample, len(contenders))
	for round := range rounds + 1 {
		for turn := range contenders {
			i := (turn + round) % len(contenders)
			s, err := c.turn(ctx, contenders[i].read)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", contenders[i].name, err)
			}
			if round > 0 { // the first is to warm up
				samples[i] = append(samples[i], s)
			}
		}
	}
	return samples, nil
}

// turn lets one contender read.
func (c contest) turn(ctx context.Context, read reader) (sample, error) {
	errs := make(chan error, c.callers)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	var callers sync.WaitGroup
	for range c.callers {
		callers.Go(func() {
			for range c.reads / c.callers {
				if rows, err := read(ctx, c.rows); err != nil || len(rows) != c.rows {
					errs <- fmt.Errorf("%d rows: %w", len(rows), err)
					return
				}
			}
		})
	}
	callers.Wait()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	n := float64(c.reads)
	s := sample{
		time:   took / time.Duration(c.reads),
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / n,
		allocs: float64(after.Mallocs-before.Mallocs) / n,
	}
	select {
	case err := <-errs:
		return s, err
	default:
		return s, nil
	}
}

// ratios are the medians, over all rounds, of what the library took for what the other took.
func ratios(library, other []sample) string {
	ratio := func(of func(sample) float64) float64 {
		all := make([]float64, len(library))
		for i := range all {
			all[i] = of(library[i]) / of(other[i])
		}
		return median(all)
	}
	return fmt.Sprintf("%.2f\t%.2f\t%.2f",
		ratio(func(s sample) float64 { return float64(s.time) }),
		ratio(func(s sample) float64 { return s.bytes }),
		ratio(func(s sample) float64 { return s.allocs }))
}

func absolute(samples []sample) string {
	var times, bytes, allocs []float64
	for _, s := range samples {
		times, bytes, allocs = append(times, float64(s.time)), append(bytes, s.bytes), append(allocs, s.allocs)
	}
	return fmt.Sprintf("%s\t%.0f\t%.0f\t", time.Duration(median(times)).Round(time.Microsecond), median(bytes), median(allocs))
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
