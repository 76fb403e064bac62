package directus

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// AssetInfo is what the server says of an asset before its bytes.
type AssetInfo struct {
	Name     string    // file name, never with a folder; "" when the server names none
	Type     string    // media type
	Size     int64     // bytes that are sent; -1: not known
	Modified time.Time // when the file's record last changed, to the second; zero: not known
	ETag     string    // changes with Modified; "" before Directus 11
}

// Asset is the bytes of a file, or a part of them. Read it to the end and close it. It
// comes over the network while it is read: a read fails when the call's ctx ends, and with
// io.ErrUnexpectedEOF when less came than was announced.
type Asset struct {
	AssetInfo
	Offset int64 // of the first byte within the whole file, when a [Range] was asked for
	Total  int64 // size of the whole file; -1: not known

	body io.ReadCloser
	read int64
	date time.Time // of the reply, by the server's clock
}

// Read implements io.Reader.
func (a *Asset) Read(p []byte) (int, error) {
	if a.body == nil {
		return 0, io.EOF
	}
	n, err := a.body.Read(p)
	a.read += int64(n)
	if errors.Is(err, io.EOF) && a.Size >= 0 && a.read != a.Size {
		return n, fmt.Errorf("directus: asset: %d bytes of %d: %w", a.read, a.Size, io.ErrUnexpectedEOF)
	}
	return n, err
}

// Close ends the transfer.
func (a *Asset) Close() error {
	if a.body == nil {
		return nil
	}
	return a.body.Close()
}

// Range asks for a part of a file: Range{From: 100, To: 199} are the second hundred bytes.
// The server does not give parts of transformed images, so Range and [Transform] exclude
// each other, nor a part that is a single byte, or begins behind the end: those are
// CodeRangeNotSatisfiable.
type Range struct {
	From int64 // the first byte, counted from 0; negative: that many bytes from the end, and To must be 0
	To   int64 // the last byte, itself included; 0: to the end
}

// applyTo implements [AssetOption].
func (r Range) applyTo(req *Request) error {
	text := fmt.Sprintf("bytes=%d-%d", r.From, r.To)
	switch {
	case r.To < 0 || r.From < 0 && r.To != 0:
		return fmt.Errorf("Range %d to %d: a part from the end has no To, and To must not be negative", r.From, r.To)
	case r.To > 0 && r.To < r.From:
		return fmt.Errorf("Range %d to %d: the end comes before the beginning", r.From, r.To)
	case r.From < 0:
		text = fmt.Sprintf("bytes=%d", r.From)
	case r.To == 0:
		text = fmt.Sprintf("bytes=%d-", r.From)
	}
	req.Header.Set("Range", text)
	return nil
}

// infoOf reads the headers of a reply.
func infoOf(header http.Header) AssetInfo {
	info := AssetInfo{Name: fileNameOf(header.Get("Content-Disposition")), Type: header.Get("Content-Type"), Size: -1, ETag: header.Get("ETag")}
	if size, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64); err == nil && size >= 0 {
		info.Size = size
	}
	info.Modified, _ = http.ParseTime(header.Get("Last-Modified")) // zero when there is none
	return info
}

// newAsset takes over the body of a reply.
func newAsset(req *Request, resp *Response) (*Asset, error) {
	a := &Asset{AssetInfo: infoOf(resp.Header), body: resp.Body}
	a.Total = a.Size
	a.date, _ = http.ParseTime(resp.Header.Get("Date"))
	if err := a.decompress(resp.Header.Get("Content-Encoding")); err != nil {
		return nil, err
	}
	wanted := req.Header.Get("Range")
	switch {
	case resp.Status != http.StatusPartialContent && wanted != "":
		return nil, fmt.Errorf("the server sent the whole file instead of a part (status %d)", resp.Status)
	case resp.Status != http.StatusPartialContent:
		return a, nil
	}
	var last int64
	if n, err := fmt.Sscanf(resp.Header.Get("Content-Range"), "bytes %d-%d/%d", &a.Offset, &last, &a.Total); n != 3 || err != nil || wanted == "" {
		return nil, errors.New("the server sent a part of the file and did not say which")
	}
	return a, nil
}

// decompress undoes what a proxy did: the request asks for the bytes as they are.
func (a *Asset) decompress(encoding string) error {
	switch strings.ToLower(encoding) {
	case "", "identity":
		return nil
	case "gzip", "x-gzip":
		a.Size, a.Total = -1, -1
		a.body = &gzipBody{compressed: a.body}
		return nil
	}
	return fmt.Errorf("the reply is encoded as %q, which was not asked for", encoding)
}

// gzipBody decompresses a body. A body that ends too early fails.
type gzipBody struct {
	compressed io.ReadCloser
	plain      *gzip.Reader // nil before the first Read
}

func (b *gzipBody) Read(p []byte) (n int, err error) {
	if b.plain == nil {
		if b.plain, err = gzip.NewReader(b.compressed); err != nil {
			return 0, err
		}
	}
	return b.plain.Read(p)
}

func (b *gzipBody) Close() error { return b.compressed.Close() }

// zipBody fails at the end of an archive that has no end: the server breaks off with a
// well-formed reply when it cannot read one of the files.
type zipBody struct {
	io.ReadCloser
	tail []byte // the last bytes that were read
}

// zipEnd is how long the record at the end of a ZIP file without a comment is, and
// zipEndMark how it begins.
const (
	zipEnd     = 22
	zipEndMark = "PK\x05\x06"
)

func (b *zipBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.tail = append(b.tail, p[max(0, n-zipEnd):n]...)
	b.tail = slices.Delete(b.tail, 0, max(0, len(b.tail)-zipEnd))
	if errors.Is(err, io.EOF) && (len(b.tail) < zipEnd || !bytes.HasPrefix(b.tail, []byte(zipEndMark))) {
		return n, fmt.Errorf("directus: the ZIP file breaks off: %w", io.ErrUnexpectedEOF)
	}
	return n, err
}

// fileNameOf is the name in a Content-Disposition, "" if there is none. What comes before
// the last slash or backslash is left out, so that a file of that name stays in its folder.
func fileNameOf(disposition string) string {
	_, params, err := mime.ParseMediaType(disposition)
	if err != nil {
		return ""
	}
	name := params["filename"]
	if !utf8.ValidString(name) { // ISO 8859-1, as headers are
		runes := make([]rune, len(name))
		for i := range len(name) {
			runes[i] = rune(name[i])
		}
		name = string(runes)
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name == "." || name == ".." {
		return ""
	}
	return name
}
