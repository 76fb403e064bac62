package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// File is a file's record. The bytes are read and written as assets.
type File struct {
	ID string `json:"id,omitzero"`
	// Storage is the location's name in the server's settings, "local" for example.
	Storage string `json:"storage,omitzero"`
	// FilenameDisk is the name in the storage, FilenameDownload the one people get.
	FilenameDisk     string `json:"filename_disk,omitzero"`
	FilenameDownload string `json:"filename_download,omitzero"`
	// Title is made from the name of an upload when unset.
	Title string `json:"title,omitzero"`
	// Type is the media type, such as "image/png".
	Type       string            `json:"type,omitzero"`
	Folder     field.Ref[Folder] `json:"folder,omitzero"`
	UploadedBy field.Ref[User]   `json:"uploaded_by,omitzero"`
	CreatedOn  field.Timestamp   `json:"created_on,omitzero"`
	ModifiedBy field.Ref[User]   `json:"modified_by,omitzero"`
	ModifiedOn field.Timestamp   `json:"modified_on,omitzero"`
	// UploadedOn is when the bytes were last written. Before Directus 10.13 it stands for
	// CreatedOn.
	UploadedOn field.Timestamp `json:"uploaded_on,omitzero"`
	Charset    string          `json:"charset,omitzero"`
	// Filesize is in bytes.
	Filesize field.BigInt `json:"filesize,omitzero"`
	// Width and Height are in pixels, for images.
	Width  int `json:"width,omitzero"`
	Height int `json:"height,omitzero"`
	// Duration is that of a video or a sound; the server does not set it.
	Duration int `json:"duration,omitzero"`
	// Embed is the key of a video elsewhere.
	Embed       string `json:"embed,omitzero"`
	Description string `json:"description,omitzero"`
	Location    string `json:"location,omitzero"`
	Tags        Tags   `json:"tags,omitzero"`
	// Metadata is what the file says about itself: EXIF, IPTC and ICC data.
	Metadata map[string]any `json:"metadata,omitzero"`
	// FocalPointX and FocalPointY, in pixels, are what stays in view when an image is cropped.
	FocalPointX field.Opt[int] `json:"focal_point_x,omitzero"`
	FocalPointY field.Opt[int] `json:"focal_point_y,omitzero"`
	// TusID and TusData belong to a resumable upload that has not ended.
	TusID   string         `json:"tus_id,omitzero"`
	TusData map[string]any `json:"tus_data,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
