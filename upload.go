package directus

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"path"
	"strings"
	"unicode/utf8"
)

// Upload is a file to send to the server. It can be sent by [Files.Upload] and its like; one
// whose Body is an io.Seeker more than once, but not at the same time.
type Upload struct {
	// Name is the file's name with its extension, which becomes filename_download. Folders
	// before it, up to the last / or \, are dropped, as the server does. It is needed, and has
	// 255 characters at most.
	Name string
	// Body has the bytes, from where it stands to its end. It is never closed. What is an
	// io.Seeker can be sent again when a connection breaks, and after a call that failed stands
	// where it did before; anything else is spent. A reader that blocks does not hold up the end
	// of the call, when the context ends or the server refuses the file, but nothing can
	// interrupt it: leave it alone until its Read has returned.
	Body io.Reader
	// Size is the length in bytes. 0 means that it is found out: from a Len method, or an
	// io.Seeker; else it is not known. A Body that turns out to have more bytes or fewer is an
	// error.
	Size int64
	// Type is the media type, such as "image/png". "" means that of the name's extension as
	// this machine knows it, and else application/octet-stream.
	Type string
	// Fields are fields of the record: title, folder, description, tags, id and so on. Without
	// a title the server makes one from the name. Numbers, dates, lists and objects arrive as
	// in JSON, but related items cannot be created along, and a csv field takes the text "a,b".
	// The server ignores fields that it does not know. It reads the texts "null", "true" and
	// "false" as what they mean, so these are refused, and so are values longer than 1 MiB,
	// which it would cut off, and the fields that Name and Type stand for.
	Fields Patch
	// Progress, if set, is called as the bytes of the file are read for sending, by the
	// goroutine that sends; it must return soon. It begins anew when the file is sent again.
	// total is -1 when the size is not known.
	Progress func(sent, total int64)
}

// Limits of the server.
const (
	maxFileName  = 255     // characters: the column's length
	maxFormField = 1 << 20 // bytes: what is longer is cut off without a word
)

// fileName is the name without folders.
func (u *Upload) fileName() (string, error) {
	name := u.Name[strings.LastIndexAny(u.Name, `/\`)+1:]
	switch {
	case name == "" || name == "." || name == "..":
		return "", errors.New("Upload.Name: a file name is needed")
	case !utf8.ValidString(name):
		return "", errors.New("Upload.Name: it is not valid UTF-8")
	case strings.ContainsRune(name, 0):
		return "", errors.New("Upload.Name: it has a character that no name can have")
	case utf8.RuneCountInString(name) > maxFileName:
		return "", fmt.Errorf("Upload.Name: it has more than %d characters", maxFileName)
	}
	return name, nil
}

// mediaType is the type without parameters, which the server does not keep.
func (u *Upload) mediaType(name string) (string, error) {
	if u.Type == "" {
		media, _, err := mime.ParseMediaType(mime.TypeByExtension(path.Ext(name)))
		if err != nil {
			return "application/octet-stream", nil //nolint:nilerr // There is none for this extension.
		}
		return media, nil
	}
	media, _, err := mime.ParseMediaType(u.Type)
	if kind, sub, _ := strings.Cut(media, "/"); err != nil || kind == "" || sub == "" {
		return "", errors.New(`Upload.Type: a media type such as "image/png" is needed`)
	}
	return media, nil
}
