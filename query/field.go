package query

// Field is the name of a field whose values are of type V. Its methods make the same
// filters as the functions of this package, but only of values that fit:
//
//	var status query.Field[string] = "status"
//	articles.ReadByQuery(ctx, status.Eq("published"), query.Sort(status.Desc()))
//
// A path is a name too: Field[string]("author.name"). For the values that the server fills
// in, such as [Now], use the functions: Gte("date", Now).
type Field[V any] string

// Eq is the filter [Eq] of the field.
func (f Field[V]) Eq(value V) Filter { return Eq(string(f), value) }

// Neq is the filter [Neq] of the field.
func (f Field[V]) Neq(value V) Filter { return Neq(string(f), value) }

// Lt is the filter [Lt] of the field.
func (f Field[V]) Lt(value V) Filter { return Lt(string(f), value) }

// Lte is the filter [Lte] of the field.
func (f Field[V]) Lte(value V) Filter { return Lte(string(f), value) }

// Gt is the filter [Gt] of the field.
func (f Field[V]) Gt(value V) Filter { return Gt(string(f), value) }

// Gte is the filter [Gte] of the field.
func (f Field[V]) Gte(value V) Filter { return Gte(string(f), value) }

// In is the filter [In] of the field.
func (f Field[V]) In(values ...V) Filter { return In(string(f), values...) }

// NotIn is the filter [NotIn] of the field.
func (f Field[V]) NotIn(values ...V) Filter { return NotIn(string(f), values...) }

// Between is the filter [Between] of the field.
func (f Field[V]) Between(from, to V) Filter { return Between(string(f), from, to) }

// NotBetween is the filter [NotBetween] of the field.
func (f Field[V]) NotBetween(from, to V) Filter { return NotBetween(string(f), from, to) }

// Contains is the filter [Contains] of the field.
func (f Field[V]) Contains(part string) Filter { return Contains(string(f), part) }

// IContains is the filter [IContains] of the field.
func (f Field[V]) IContains(part string) Filter { return IContains(string(f), part) }

// NotContains is the filter [NotContains] of the field.
func (f Field[V]) NotContains(part string) Filter { return NotContains(string(f), part) }

// StartsWith is the filter [StartsWith] of the field.
func (f Field[V]) StartsWith(prefix string) Filter { return StartsWith(string(f), prefix) }

// IStartsWith is the filter [IStartsWith] of the field.
func (f Field[V]) IStartsWith(prefix string) Filter { return IStartsWith(string(f), prefix) }

// NotStartsWith is the filter [NotStartsWith] of the field.
func (f Field[V]) NotStartsWith(prefix string) Filter { return NotStartsWith(string(f), prefix) }

// NotIStartsWith is the filter [NotIStartsWith] of the field.
func (f Field[V]) NotIStartsWith(prefix string) Filter { return NotIStartsWith(string(f), prefix) }

// EndsWith is the filter [EndsWith] of the field.
func (f Field[V]) EndsWith(suffix string) Filter { return EndsWith(string(f), suffix) }

// IEndsWith is the filter [IEndsWith] of the field.
func (f Field[V]) IEndsWith(suffix string) Filter { return IEndsWith(string(f), suffix) }

// NotEndsWith is the filter [NotEndsWith] of the field.
func (f Field[V]) NotEndsWith(suffix string) Filter { return NotEndsWith(string(f), suffix) }

// NotIEndsWith is the filter [NotIEndsWith] of the field.
func (f Field[V]) NotIEndsWith(suffix string) Filter { return NotIEndsWith(string(f), suffix) }

// Null is the filter [Null] of the field.
func (f Field[V]) Null() Filter { return Null(string(f)) }

// NotNull is the filter [NotNull] of the field.
func (f Field[V]) NotNull() Filter { return NotNull(string(f)) }

// Empty is the filter [Empty] of the field.
func (f Field[V]) Empty() Filter { return Empty(string(f)) }

// NotEmpty is the filter [NotEmpty] of the field.
func (f Field[V]) NotEmpty() Filter { return NotEmpty(string(f)) }

// Intersects is the filter [Intersects] of the field.
func (f Field[V]) Intersects(geometry V) Filter { return Intersects(string(f), geometry) }

// NotIntersects is the filter [NotIntersects] of the field.
func (f Field[V]) NotIntersects(geometry V) Filter { return NotIntersects(string(f), geometry) }

// IntersectsBBox is the filter [IntersectsBBox] of the field.
func (f Field[V]) IntersectsBBox(geometry V) Filter { return IntersectsBBox(string(f), geometry) }

// NotIntersectsBBox is the filter [NotIntersectsBBox] of the field.
func (f Field[V]) NotIntersectsBBox(geometry V) Filter {
	return NotIntersectsBBox(string(f), geometry)
}

// JSON is the filter [JSON] of the field.
func (f Field[V]) JSON(filters ...Filter) Filter { return JSON(string(f), filters...) }

// Asc names the field for [Sort], ascending.
func (f Field[V]) Asc() string { return Asc(string(f)) }

// Desc names the field for [Sort], descending.
func (f Field[V]) Desc() string { return Desc(string(f)) }

// Year is the field's [Year].
func (f Field[V]) Year() Field[int] { return Field[int](Year(string(f))) }

// Month is the field's [Month].
func (f Field[V]) Month() Field[int] { return Field[int](Month(string(f))) }

// Week is the field's [Week].
func (f Field[V]) Week() Field[int] { return Field[int](Week(string(f))) }

// Day is the field's [Day].
func (f Field[V]) Day() Field[int] { return Field[int](Day(string(f))) }

// Weekday is the field's [Weekday].
func (f Field[V]) Weekday() Field[int] { return Field[int](Weekday(string(f))) }

// Hour is the field's [Hour].
func (f Field[V]) Hour() Field[int] { return Field[int](Hour(string(f))) }

// Minute is the field's [Minute].
func (f Field[V]) Minute() Field[int] { return Field[int](Minute(string(f))) }

// Second is the field's [Second].
func (f Field[V]) Second() Field[int] { return Field[int](Second(string(f))) }

// Count is the field's [Count].
func (f Field[V]) Count() Field[int] { return Field[int](Count(string(f))) }
