package system

// FieldType is the type of a field in Directus. Which column that is depends on the
// database; package field has a Go type for each.
type FieldType string

// The types of fields.
const (
	TypeString     FieldType = "string"
	TypeText       FieldType = "text"
	TypeBoolean    FieldType = "boolean"
	TypeInteger    FieldType = "integer"
	TypeBigInteger FieldType = "bigInteger"
	TypeFloat      FieldType = "float"
	TypeDecimal    FieldType = "decimal"
	TypeDate       FieldType = "date"
	TypeTime       FieldType = "time"
	TypeDateTime   FieldType = "dateTime"
	TypeTimestamp  FieldType = "timestamp"
	TypeJSON       FieldType = "json"
	TypeCSV        FieldType = "csv"
	TypeUUID       FieldType = "uuid"
	TypeHash       FieldType = "hash"
	TypeBinary     FieldType = "binary"
	TypeAlias      FieldType = "alias"   // no column: a list relation, or a part of the form
	TypeUnknown    FieldType = "unknown" // a column of a type that Directus does not know

	TypeGeometry        FieldType = "geometry"
	TypePoint           FieldType = "geometry.Point"
	TypeLineString      FieldType = "geometry.LineString"
	TypePolygon         FieldType = "geometry.Polygon"
	TypeMultiPoint      FieldType = "geometry.MultiPoint"
	TypeMultiLineString FieldType = "geometry.MultiLineString"
	TypeMultiPolygon    FieldType = "geometry.MultiPolygon"
)

// Flags for [FieldMeta.Special]: what the server does with a field. The flags that convert
// matter, for without them a boolean reads as 1 or 0 and JSON as text.
const (
	SpecialUUID          = "uuid"           // new items get a random key
	SpecialDateCreated   = "date-created"   // set to the time of creation
	SpecialDateUpdated   = "date-updated"   // set to the time of each change
	SpecialUserCreated   = "user-created"   // set to who creates the item
	SpecialUserUpdated   = "user-updated"   // set to who changes it
	SpecialRoleCreated   = "role-created"   // set to the role of who creates it
	SpecialRoleUpdated   = "role-updated"   // set to the role of who changes it
	SpecialCastBoolean   = "cast-boolean"   // convert to true and false
	SpecialCastCSV       = "cast-csv"       // convert to a list of strings
	SpecialCastJSON      = "cast-json"      // convert to JSON
	SpecialCastTimestamp = "cast-timestamp" // convert a dateTime to a timestamp
	SpecialHash          = "hash"           // keep a hash only
	SpecialConceal       = "conceal"        // show a mask only
	SpecialEncrypt       = "encrypt"        // keep it encrypted and show a mask only
	SpecialM2O           = "m2o"            // one item of a collection
	SpecialO2M           = "o2m"            // items that point here
	SpecialM2M           = "m2m"            // items through a junction collection
	SpecialM2A           = "m2a"            // items of several collections
	SpecialFile          = "file"           // one file
	SpecialFiles         = "files"          // files through a junction collection
	SpecialTranslations  = "translations"   // items for each language
	SpecialAlias         = "alias"          // has no column
	SpecialNoData        = "no-data"        // has no value
	SpecialGroup         = "group"          // holds other fields in the form
)

// FieldWidth is the width of a field in the form.
type FieldWidth string

// The widths of fields.
const (
	WidthHalf      FieldWidth = "half"
	WidthHalfLeft  FieldWidth = "half-left"
	WidthHalfRight FieldWidth = "half-right"
	WidthFull      FieldWidth = "full"
	WidthFill      FieldWidth = "fill"
)
