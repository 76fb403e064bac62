package directus

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/godirectus/directus/field"
)

// Fit is how an image fills the width and height asked for.
type Fit string

// The ways to fit.
const (
	FitCover   Fit = "cover"   // fills both and crops what is too much, around the focal point if there is one; the default
	FitContain Fit = "contain" // the whole image, with bars
	FitInside  Fit = "inside"  // the whole image, no larger than both
	FitOutside Fit = "outside" // the whole image, no smaller than both
)

// ImageFormat is the format that an image is converted to.
type ImageFormat string

// The formats. FormatAuto lets the server choose by the header Accept, which is
// client.Assets.With(directus.Header("Accept", "image/webp")): AVIF or WebP if the header
// has them, and else the file's own format, or PNG when that is AVIF, WebP or TIFF.
const (
	FormatAuto ImageFormat = "auto"
	FormatJPG  ImageFormat = "jpg"
	FormatPNG  ImageFormat = "png"
	FormatWebP ImageFormat = "webp"
	FormatTIFF ImageFormat = "tiff"
	FormatAVIF ImageFormat = "avif"
)

// TransformOperation is a method of sharp, the server's image library, with its arguments:
// {"blur", 5}, {"rotate", 90}, {"extract", map[string]int{"left": 0, …}}. The server knows
// those that its reference names.
type TransformOperation []any

// Transform asks for an image in another size or format. Unset fields change nothing, and
// the zero Transform is the file as it is. The server transforms JPEG, PNG, WebP, TIFF and
// AVIF, ignores it for all other files, and keeps results. A project can restrict it to
// presets, or forbid it: then, and for a Key that does not exist, the error is
// CodeInvalidQuery. An image that is or would get too large is CodeIllegalAssetTransformation;
// before Directus 12 one that would get too large takes until the server's time is up, which
// is CodeServiceUnavailable.
type Transform struct {
	Key                string      // a preset of the project's settings; fields set here win over the preset's
	Width, Height      int         // in pixels; one alone keeps the proportions
	Fit                Fit         // of no effect unless Width and Height are set
	Quality            int         // 1 to 100, for formats that lose something
	WithoutEnlargement bool        // never larger than the file
	Format             ImageFormat // to convert to
	// FocalPointX and FocalPointY, in pixels of the original, are what stays in view when
	// FitCover crops, instead of the point in the file's record.
	FocalPointX, FocalPointY field.Opt[int]
	Operations               []TransformOperation // carried out before the rest, at most 5 unless the server is set otherwise
}

// applyTo implements [AssetOption].
func (t Transform) applyTo(req *Request) error {
	if err := t.check(); err != nil {
		return fmt.Errorf("Transform: %w", err)
	}
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("key", t.Key)
	set("width", strconv.Itoa(t.Width))
	set("height", strconv.Itoa(t.Height))
	set("fit", string(t.Fit))
	set("quality", strconv.Itoa(t.Quality))
	set("format", string(t.Format))
	if t.WithoutEnlargement {
		q.Set("withoutEnlargement", "true")
	}
	for name, point := range map[string]field.Opt[int]{"focal_point_x": t.FocalPointX, "focal_point_y": t.FocalPointY} {
		if value, ok := point.Get(); ok {
			q.Set(name, strconv.Itoa(value))
		}
	}
	if len(t.Operations) > 0 {
		text, err := json.Marshal(t.Operations)
		if err != nil {
			return fmt.Errorf("Transform: Operations: %w", err)
		}
		q.Set("transforms", string(text))
	}
	req.Query = q
	return nil
}

// check finds what the server would refuse, or not do.
func (t Transform) check() error {
	switch {
	case t.Width < 0 || t.Height < 0:
		return fmt.Errorf("size %d by %d: it must not be negative", t.Width, t.Height)
	case t.Quality < 0 || t.Quality > 100:
		return fmt.Errorf("quality %d: a number from 1 to 100 is needed", t.Quality)
	case t.FocalPointX.Or(0) < 0 || t.FocalPointY.Or(0) < 0:
		return errors.New("the focal point must not be negative")
	}
	switch t.Fit {
	case "", FitCover, FitContain, FitInside, FitOutside:
	default:
		return fmt.Errorf("fit %q: cover, contain, inside and outside are known", t.Fit)
	}
	switch t.Format {
	case "", FormatAuto, FormatJPG, FormatPNG, FormatWebP, FormatTIFF, FormatAVIF:
	default:
		return fmt.Errorf("format %q: auto, jpg, png, webp, tiff and avif are known", t.Format)
	}
	for i, operation := range t.Operations {
		var name string
		if len(operation) > 0 {
			name, _ = operation[0].(string)
		}
		if name == "" {
			return fmt.Errorf("operation %d of %d does not begin with the name of a method", i+1, len(t.Operations))
		}
	}
	return nil
}
