package system_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/godirectus/directus/internal/codec"
	"github.com/godirectus/directus/query"
	"github.com/godirectus/directus/system"
)

// kind is a type of this package and where the server has it.
type kind struct {
	collection string
	path       string // "" when the API does not show it
	majors     string
	item       reflect.Type
	fields     query.Option // nil when the path takes no query
}

func kindOf[T any](collection, path, majors string) kind {
	return kind{collection, path, majors, reflect.TypeFor[T](), query.FieldsOf[T]()}
}

// shape is a kindOf that queries cannot ask for.
func shape[T any](collection, path, majors string) kind {
	return kind{collection, path, majors, reflect.TypeFor[T](), nil}
}

// kinds are all types, by the name of the record in testdata.
var kinds = map[string]kind{
	"access":              kindOf[system.Access]("directus_access", "/access", "12 11"),
	"activity":            kindOf[system.Activity]("directus_activity", "/activity", "12 11 10"),
	"collection meta":     shape[system.CollectionMeta]("directus_collections", "", "12 11 10"),
	"collections":         shape[system.Collection]("", "/collections", "12 11 10"),
	"comments":            kindOf[system.Comment]("directus_comments", "/comments", "12 11"),
	"dashboards":          kindOf[system.Dashboard]("directus_dashboards", "/dashboards", "12 11 10"),
	"deployment projects": kindOf[system.DeploymentProject]("directus_deployment_projects", "", "12 11"),
	"deployment runs":     kindOf[system.DeploymentRun]("directus_deployment_runs", "", "12 11"),
	"deployments":         kindOf[system.Deployment]("directus_deployments", "/deployments", "12 11"),
	"extension meta":      kindOf[system.ExtensionMeta]("directus_extensions", "", "12 11 10"),
	"extensions":          shape[system.Extension]("", "/extensions", "12 11 10"),
	"field meta":          shape[system.FieldMeta]("directus_fields", "", "12 11 10"),
	"fields":              shape[system.Field]("", "/fields", "12 11 10"),
	"files":               kindOf[system.File]("directus_files", "/files", "12 11 10"),
	"flows":               kindOf[system.Flow]("directus_flows", "/flows", "12 11 10"),
	"folders":             kindOf[system.Folder]("directus_folders", "/folders", "12 11 10"),
	"migrations":          kindOf[system.Migration]("directus_migrations", "", "12 11 10"),
	"notifications":       kindOf[system.Notification]("directus_notifications", "/notifications", "12 11 10"),
	"oauth clients":       kindOf[system.OAuthClient]("directus_oauth_clients", "/mcp-oauth/clients", "12"),
	"oauth codes":         kindOf[system.OAuthCode]("directus_oauth_codes", "", "12"),
	"oauth consents":      kindOf[system.OAuthConsent]("directus_oauth_consents", "", "12"),
	"oauth tokens":        kindOf[system.OAuthToken]("directus_oauth_tokens", "", "12"),
	"operations":          kindOf[system.Operation]("directus_operations", "/operations", "12 11 10"),
	"panels":              kindOf[system.Panel]("directus_panels", "/panels", "12 11 10"),
	"permissions":         kindOf[system.Permission]("directus_permissions", "/permissions", "12 11 10"),
	"policies":            kindOf[system.Policy]("directus_policies", "/policies", "12 11"),
	"presets":             kindOf[system.Preset]("directus_presets", "/presets", "12 11 10"),
	"relation meta":       kindOf[system.RelationMeta]("directus_relations", "", "12 11 10"),
	"relations":           shape[system.Relation]("", "/relations", "12 11 10"),
	"revisions":           kindOf[system.Revision]("directus_revisions", "/revisions", "12 11 10"),
	"roles":               kindOf[system.Role]("directus_roles", "/roles", "12 11 10"),
	"sessions":            kindOf[system.Session]("directus_sessions", "", "12 11 10"),
	"settings":            kindOf[system.Settings]("directus_settings", "/settings", "12 11 10"),
	"shares":              kindOf[system.Share]("directus_shares", "/shares", "12 11 10"),
	"translations":        kindOf[system.Translation]("directus_translations", "/translations", "12 11 10"),
	"users":               kindOf[system.User]("directus_users", "/users", "12 11 10"),
	"versions":            kindOf[system.Version]("directus_versions", "/versions", "12 11 10"),
	"webhooks":            kindOf[system.Webhook]("directus_webhooks", "/webhooks", "10"),
}

// in reports whether a major has the type.
func (k kind) in(major string) bool {
	return slices.Contains(strings.Fields(k.majors), major)
}

// names returns the JSON names of the type's fields.
func (k kind) names() []string {
	var names []string
	for i := range k.item.NumField() {
		if name, _, _ := strings.Cut(k.item.Field(i).Tag.Get("json"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// decode reads the items of a reply, a list or one item.
func (k kind) decode(t *testing.T, data []byte) reflect.Value {
	t.Helper()
	target := reflect.New(reflect.SliceOf(k.item))
	if !strings.HasPrefix(string(data), "[") {
		data = slices.Concat([]byte("["), data, []byte("]"))
	}
	require.NoError(t, codec.Unmarshal(data, target.Interface()), "%s", data)
	return target.Elem()
}

// unknown returns where in a value an Extra has members, and which.
func unknown(value reflect.Value, path string) (found []string) {
	switch value.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !value.IsNil() {
			found = unknown(value.Elem(), path)
		}
	case reflect.Slice:
		for i := range value.Len() {
			found = append(found, unknown(value.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
		}
	case reflect.Struct:
		for _, method := range []string{"Item", "Items"} { // of Ref and Many
			if get := value.MethodByName(method); get.IsValid() {
				results := get.Call(nil)
				if len(results) == 2 && !results[1].Bool() {
					return nil
				}
				return unknown(results[0], path)
			}
		}
		for i := range value.NumField() {
			field, inner := value.Type().Field(i), value.Field(i)
			if field.Name == "Extra" {
				for _, key := range inner.MapKeys() {
					found = append(found, fmt.Sprintf("%s.%s: %s", path, key, inner.MapIndex(key)))
				}
			} else if field.IsExported() {
				found = append(found, unknown(inner, path+"."+field.Name)...)
			}
		}
	default:
	}
	return found
}
