package directus

import "github.com/godirectus/directus/system"

// addHandlers gives the client its handlers.
func (c *Client) addHandlers() {
	c.Password = &Password{c}
	c.Access = systemItems[system.Access](c, "/access")
	c.Activity = &Activity{reader[system.Activity]{systemCollection(c, "/activity")}}
	c.Assets = &Assets{c}
	c.Collections = &Collections{c}
	c.Comments = systemItems[system.Comment](c, "/comments")
	c.Dashboards = systemItems[system.Dashboard](c, "/dashboards")
	c.Deployments = &Deployments{c}
	c.Extensions = &Extensions{c}
	c.Fields = &Fields{c}
	c.Files = NewFiles[system.File](c)
	c.Flows = &Flows{*systemItems[system.Flow](c, "/flows")}
	c.Folders = systemItems[system.Folder](c, "/folders")
	c.License = &License{c}
	c.Notifications = systemItems[system.Notification](c, "/notifications")
	c.Operations = systemItems[system.Operation](c, "/operations")
	c.Panels = systemItems[system.Panel](c, "/panels")
	c.Permissions = &Permissions{*systemItems[system.Permission](c, "/permissions")}
	c.Policies = &Policies{*systemItems[system.Policy](c, "/policies")}
	c.Presets = systemItems[system.Preset](c, "/presets")
	c.Relations = &Relations{c}
	c.Revisions = &Revisions{reader[system.Revision]{systemCollection(c, "/revisions")}}
	c.Roles = &Roles{*systemItems[system.Role](c, "/roles")}
	c.Schema = &Schema{c}
	c.Server = &Server{c}
	c.Settings = &Settings{Singleton[system.Settings]{*systemItems[system.Settings](c, "/settings")}}
	c.Shares = &Shares{*systemItems[system.Share](c, "/shares")}
	c.Translations = systemItems[system.Translation](c, "/translations")
	c.Users = NewUsers[system.User](c)
	c.Utils = &Utils{c}
	c.Versions = &Versions{*systemItems[system.Version](c, "/versions")}
}
