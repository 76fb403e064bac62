package system

import (
	"github.com/go-json-experiment/json/jsontext"

	"github.com/godirectus/directus/field"
)

// FolderType is what a folder holds.
type FolderType string

// What a folder can hold.
const (
	FolderFiles FolderType = "files"
	FolderFlows FolderType = "flows"
)

// Folder is a folder of files or flows. It exists only in the database: files do not move
// in the storage.
type Folder struct {
	ID   string `json:"id,omitzero"`
	Name string `json:"name,omitzero"`
	// Parent is the folder that this one is in, null at the top.
	Parent field.Ref[Folder] `json:"parent,omitzero"`
	// Type is files when unset. Since Directus 12.
	Type FolderType `json:"type,omitzero"`

	// Extra holds the members that have no field here.
	Extra map[string]jsontext.Value `json:",inline,embed"`
}
