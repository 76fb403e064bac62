package directus_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// source is what the Go files of one folder declare.
type source struct {
	types   map[string]ast.Expr
	values  map[string]bool                     // constants and variables
	funcs   map[string]*ast.FuncDecl            // functions
	methods map[string]map[string]*ast.FuncDecl // of a type
	tests   map[string][]ast.Node               // functions, methods and variables of its tests, by name

	packages map[string]bool // that its tests import
	uses     map[string]use  // of the tests that were looked at
}

func parseFolder(t *testing.T, folder string) *source {
	t.Helper()
	s := &source{
		map[string]ast.Expr{},
		map[string]bool{},
		map[string]*ast.FuncDecl{},
		map[string]map[string]*ast.FuncDecl{},
		map[string][]ast.Node{},
		map[string]bool{},
		map[string]use{},
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no Go files in %q", folder)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		require.NoError(t, err)
		for _, imported := range file.Imports {
			s.packages[path.Base(strings.Trim(imported.Path.Value, `"`))] = true
		}
		for _, decl := range file.Decls {
			if strings.HasSuffix(name, "_test.go") {
				s.addTest(decl)
			} else {
				s.add(decl)
			}
		}
	}
	return s
}

func (s *source) add(decl ast.Decl) {
	if f, ok := decl.(*ast.FuncDecl); ok {
		s.addFunc(f)
		return
	}
	for _, spec := range decl.(*ast.GenDecl).Specs { //nolint:errcheck // there are two kinds of declarations
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			s.types[spec.Name.Name] = spec.Type
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				s.values[name.Name] = true
			}
		}
	}
}

func (s *source) addFunc(f *ast.FuncDecl) {
	if f.Recv == nil {
		s.funcs[f.Name.Name] = f
		return
	}
	of := typeName(f.Recv.List[0].Type)
	if s.methods[of] == nil {
		s.methods[of] = map[string]*ast.FuncDecl{}
	}
	s.methods[of][f.Name.Name] = f
}

// addTest keeps what a test may call: functions, methods, and variables such as tables of
// functions.
func (s *source) addTest(decl ast.Decl) {
	if f, ok := decl.(*ast.FuncDecl); ok {
		s.tests[f.Name.Name] = append(s.tests[f.Name.Name], f)
		return
	}
	for _, spec := range decl.(*ast.GenDecl).Specs { //nolint:errcheck // there are two kinds of declarations
		if spec, ok := spec.(*ast.ValueSpec); ok {
			for _, name := range spec.Names {
				s.tests[name.Name] = append(s.tests[name.Name], spec)
			}
		}
	}
}

// typeName is the name of a type without its pointer and its type arguments.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return "" // of another package
}

// find looks up what a name like Client.Users.Me says: a function, or a type and the way
// through its fields to a field or a method. The declaration is that of a function or a
// method, which may be one of an embedded type.
func (s *source) find(name string) (decl *ast.FuncDecl, err error) {
	first, rest, isMember := strings.Cut(name, ".")
	of := first
	if decl = s.funcs[first]; !isMember && (decl != nil || s.values[first] || s.types[first] != nil) {
		return decl, nil
	}
	for isMember {
		var member string
		var found bool
		member, rest, isMember = strings.Cut(rest, ".")
		if decl, of, found = s.member(of, member); !found {
			return nil, fmt.Errorf("there is no %s in %s", member, name)
		}
		if rest == "" {
			return decl, nil
		}
	}
	return nil, fmt.Errorf("there is no %s", name)
}

// member is a type's method, or one of its fields and the type of that.
func (s *source) member(of, name string) (decl *ast.FuncDecl, fieldType string, found bool) {
	if of == "Auth" {
		of = "sessionAuth" // what a client has for it
	}
	if decl = s.methods[of][name]; decl != nil {
		return decl, "", true
	}
	structure, ok := s.types[of].(*ast.StructType)
	if !ok {
		return nil, "", false
	}
	for _, field := range structure.Fields.List {
		if slices.ContainsFunc(field.Names, func(id *ast.Ident) bool { return id.Name == name }) {
			return nil, typeName(field.Type), true
		}
	}
	for _, embedded := range embeddedIn(structure) {
		if decl, fieldType, found = s.member(embedded, name); found {
			return decl, fieldType, true
		}
	}
	return nil, "", false
}

func embeddedIn(structure *ast.StructType) (names []string) {
	for _, field := range structure.Fields.List {
		if field.Names == nil {
			names = append(names, typeName(field.Type))
		}
	}
	return names
}

// exported are the functions and methods that a user of the package can call, by name.
func (s *source) exported() map[string]*ast.FuncDecl {
	all := map[string]*ast.FuncDecl{}
	for name, f := range s.funcs {
		if ast.IsExported(name) {
			all[name] = f
		}
	}
	for of := range s.types {
		if ast.IsExported(of) {
			s.addMethods(all, of, of)
		}
	}
	s.addMethods(all, "Auth", "sessionAuth")
	return all
}

// addMethods adds the methods of a type and of what it embeds.
func (s *source) addMethods(all map[string]*ast.FuncDecl, as, of string) {
	for name, f := range s.methods[of] {
		if ast.IsExported(name) && all[as+"."+name] == nil {
			all[as+"."+name] = f
		}
	}
	if structure, ok := s.types[of].(*ast.StructType); ok {
		for _, embedded := range embeddedIn(structure) {
			s.addMethods(all, as, embedded)
		}
	}
}

// use is what a test does with names, itself or through the folder's helpers.
type use struct {
	names    map[string]bool // x.Name as Name, of a package as package.Name
	pairs    map[string]bool // x.Handler.Method as Handler.Method
	values   map[string]bool // x.Handler that is kept or handed on, also as x.Handler.Items, as Handler
	keys     map[string]bool // of literals: Name, and with a plain value Version "11"
	followed map[string]bool // the helpers
}

func newUse() use {
	return use{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
}

// useOf looks at everything that a test reaches.
func (s *source) useOf(test string) use {
	u, ok := s.uses[test]
	if !ok {
		u = newUse()
		s.follow(u, test)
		s.uses[test] = u
	}
	return u
}

func (s *source) follow(u use, name string) {
	if u.followed[name] {
		return
	}
	u.followed[name] = true
	for _, node := range s.tests[name] {
		ast.Inspect(node, func(n ast.Node) bool { return s.note(u, n) })
	}
}

// note keeps what a node of a test says, and reports whether to look into it.
func (s *source) note(u use, n ast.Node) bool {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		u.values[n.Sel.Name] = true
		s.noteSelector(u, n)
		return false
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok {
			u.keys[key.Name] = true
			if value, ok := n.Value.(*ast.BasicLit); ok {
				u.keys[key.Name+" "+value.Value] = true
			}
		}
	case *ast.Ident:
		s.follow(u, n.Name)
	}
	return true
}

func (s *source) noteSelector(u use, n *ast.SelectorExpr) {
	if x, ok := n.X.(*ast.Ident); ok && s.packages[x.Name] {
		u.names[x.Name+"."+n.Sel.Name] = true
		return
	}
	u.names[n.Sel.Name] = true
	if !ast.IsExported(n.Sel.Name) {
		s.follow(u, n.Sel.Name) // a helper's method
	}
	if x, ok := n.X.(*ast.SelectorExpr); ok {
		u.pairs[x.Sel.Name+"."+n.Sel.Name] = true
		if n.Sel.Name == "With" || n.Sel.Name == "Items" {
			u.values[x.Sel.Name] = true
		}
		s.noteSelector(u, x)
		return
	}
	ast.Inspect(n.X, func(n ast.Node) bool { return s.note(u, n) })
}

// add takes over what another test uses.
func (u use) add(other use) {
	maps.Copy(u.names, other.names)
	maps.Copy(u.pairs, other.pairs)
	maps.Copy(u.values, other.values)
	maps.Copy(u.keys, other.keys)
}

// of reports whether this uses a Go name of the tables.
func (u use) of(goName string) bool {
	first, rest, isMember := strings.Cut(goName, ".")
	switch handler, method, isHandlers := strings.Cut(rest, "."); {
	case !isMember:
		return u.names["directus."+first]
	case first == "query":
		return u.names[goName]
	case first != "Client": // a type that is made by a function, or a field of a literal
		return u.names[rest] && u.names["directus.New"+first] || u.keys[rest] && u.names["directus."+first]
	case isHandlers:
		return u.pairs[rest] || u.values[handler] && u.names[method]
	}
	return u.names[rest]
}

// alwaysSkips reports whether a test begins with a skip.
func (s *source) alwaysSkips(test string) bool {
	f, ok := s.tests[test][0].(*ast.FuncDecl)
	if !ok {
		return false
	}
	for _, statement := range f.Body.List {
		call, ok := statement.(*ast.ExprStmt)
		if !ok {
			return false
		}
		if text := exprText(call.X); strings.HasPrefix(text, "t.Skip") {
			return true
		}
	}
	return false
}

// exprText is the name of the method that a call calls.
func exprText(e ast.Expr) string {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return ""
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	return typeName(selector.X) + "." + selector.Sel.Name
}

// source lines are "API: …" at the end of a comment.
func hasSource(f *ast.FuncDecl) bool {
	return f.Doc != nil && strings.Contains("\n"+f.Doc.Text(), "\nAPI: ")
}

// takesContext reports whether the first parameter is a context.
func takesContext(f *ast.FuncDecl) bool {
	if len(f.Type.Params.List) == 0 {
		return false
	}
	of, ok := f.Type.Params.List[0].Type.(*ast.SelectorExpr)
	return ok && of.Sel.Name == "Context"
}

func folderExists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
