package query_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/godirectus/directus/query"
)

func TestAggregated(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options []query.Option
		want    string
	}{
		"items":         {[]query.Option{query.Aggregated(query.CountItems)}, `aggregate={"count":["*"]}`},
		"values":        {[]query.Option{query.Aggregated(query.CountItems, "a", "b")}, `aggregate={"count":["a","b"]}`},
		"distinct":      {[]query.Option{query.Aggregated(query.CountDistinct, "a")}, `aggregate={"countDistinct":["a"]}`},
		"sums":          {[]query.Option{query.Aggregated(query.Sum, "a"), query.Aggregated(query.SumDistinct, "a")}, `aggregate={"sum":["a"],"sumDistinct":["a"]}`},
		"averages":      {[]query.Option{query.Aggregated(query.Avg, "a"), query.Aggregated(query.AvgDistinct, "a")}, `aggregate={"avg":["a"],"avgDistinct":["a"]}`},
		"bounds":        {[]query.Option{query.Aggregated(query.Min, "a"), query.Aggregated(query.Max, "a")}, `aggregate={"max":["a"],"min":["a"]}`},
		"fields add up": {[]query.Option{query.Aggregated(query.Sum, "a"), query.Aggregated(query.Sum, "b")}, `aggregate={"sum":["a","b"]}`},
		"groups":        {[]query.Option{query.Aggregated(query.Sum, "a"), query.GroupBy("b", query.Year("d")), query.Sort("-sum.a")}, `aggregate={"sum":["a"]}&groupBy=b,year(d)&sort=-sum.a`},
		"only groups":   {[]query.Option{query.GroupBy("b")}, `groupBy=b`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, inURL(t, tt.options...))
		})
	}
}
