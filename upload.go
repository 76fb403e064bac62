package directus

import "io"

// Upload is a file to send to the server.
type Upload struct {
	Name     string                  // file name with its extension; becomes filename_download
	Body     io.Reader               // the bytes; an io.Seeker can be sent again when a connection breaks
	Size     int64                   // length in bytes; 0: found out from Body, or not known
	Type     string                  // media type; "": by the name's extension, else application/octet-stream
	Fields   Patch                   // fields of the record: title, folder, description, tags, …
	Progress func(sent, total int64) // called while bytes are sent; total is -1 when the size is not known
}
