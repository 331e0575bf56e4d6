package zipxml

import (
	"net/url"
	"path"
	"strings"
)

// Relation is one entry of a .rels part, by which one part refers to another (ECMA-376 Part 2).
type Relation struct {
	ID     string
	Kind   string // the last word of its type: the same in transitional and strict files
	Target string // the name of a part
}

// Relations reads the relationships of a part, in the order of the file; "" stands for the whole package. Those
// that lead out of the package, such as links to web pages, are left out. A part without a .rels part has none.
func (a *Archive) Relations(of string) ([]Relation, error) {
	// The relationships of xl/workbook.xml stand in xl/_rels/workbook.xml.rels.
	folder, base := path.Split(of)
	name := folder + "_rels/" + base + ".rels"
	if !a.Has(name) {
		return nil, nil
	}
	stated, err := ReadOnce(a, name, "relations", a.readRelations)
	if err != nil {
		return nil, err
	}
	// What the part says is the same wherever its bytes are; to which part a target leads depends on the container.
	found := make([]Relation, len(stated))
	for i, r := range stated {
		r.Target = a.locate(folder, r.Target)
		found[i] = r
	}
	return found, nil
}

// readRelations reads a .rels part; targets are as it states them.
func (a *Archive) readRelations(s *Scanner) (found []Relation, err error) {
	err = s.Children("Relationships", "Relationship", func() error {
		r, internal, err := a.readRelation(s)
		if err == nil && internal {
			found = append(found, r)
		}
		return err
	})
	return found, err
}

// readRelation reads one entry. internal is false for one that leads out of the package.
func (a *Archive) readRelation(s *Scanner) (r Relation, internal bool, err error) {
	var values [4]string
	for i, name := range [...]string{"Id", "Type", "Target", "TargetMode"} {
		if values[i], _, err = s.Attribute(name); err != nil {
			return r, false, err
		}
	}
	const overhead = 320 // of one relationship in a list and a map that grow
	err = a.budget.Hold(len(values[0]) + len(values[1]) + len(values[2]) + overhead)
	r = Relation{ID: values[0], Kind: path.Base(values[1]), Target: values[2]}
	return r, !strings.EqualFold(values[3], "External"), err
}

// Children calls visit at each child of the root element that has the given name. A root of another name is an
// error: the part is not what its name says.
func (s *Scanner) Children(root, name string, visit func() error) error {
	found, err := s.Root()
	if err != nil {
		return err
	}
	if found != root {
		return s.Fail("<%s> where <%s> was expected", found, root)
	}
	return s.Each(func() error {
		switch {
		case s.Foreign:
			return nil
		case string(s.Name) == name:
			return visit()
		}
		return s.Stray()
	})
}

// Stray refuses an element of workbooks that does not belong where it stands. There the tags of the element
// around it are lost, and passing over it would lose its content in silence. An element that is unknown is
// passed over.
func (s *Scanner) Stray() error {
	switch string(s.Name) {
	case "sheet", "col", "row", "c", "f", "v", "is", "mergeCell", "si", "r", "t", "numFmt", "font", "xf":
		return s.Fail("<%s> stands where it does not belong", s.Name)
	}
	return nil
}

// Each calls visit at each child of the element just opened. What visit leaves unread of a child is passed
// over.
func (s *Scanner) Each(visit func() error) error {
	for {
		t, err := s.Element()
		if err != nil || t != StartTag {
			return err
		}
		// The child is closed if visit has read it to its end; otherwise it is passed over.
		level := len(s.stack)
		if err := visit(); err != nil {
			return err
		}
		if len(s.stack) == level {
			if err := s.Skip(); err != nil {
				return err
			}
		}
	}
}

// Pass skips an element that nobody asked for, and refuses it if it is one that must not be lost.
func (s *Scanner) Pass() error {
	if err := s.Stray(); err != nil {
		return err
	}
	return s.Skip()
}

// locate turns a target, relative to a folder or absolute, into the name of a part. Of several readings, one
// that names an existing part is taken: some writers use backslashes, percent signs, or paths from the root
// without a slash.
func (a *Archive) locate(folder, target string) string {
	joined := folder + target
	if plain, _ := isPlain(joined); plain && a.Has(joined) {
		return joined
	}
	target = strings.ReplaceAll(target, `\`, "/")
	name := path.Join("/", folder, target)
	if strings.HasPrefix(target, "/") {
		name = path.Clean(target)
	}
	name = strings.TrimPrefix(name, "/")
	if a.Has(name) {
		return name
	}
	if plain, err := url.PathUnescape(name); err == nil && a.Has(plain) {
		return plain
	}
	// Some writers give targets from the root of the package without saying so.
	if fromRoot := strings.TrimPrefix(path.Clean("/"+target), "/"); a.Has(fromRoot) {
		return fromRoot
	}
	return name
}

// ContentTypes reads [Content_Types].xml as far as it names parts one by one, and gives the type of each in
// lower case, by folded name; nobody may change the map. It is nil for a container without that part.
func (a *Archive) ContentTypes() (map[string]string, error) {
	const name = "[Content_Types].xml"
	if !a.Has(name) {
		return nil, nil
	}
	return ReadOnce(a, name, "content types", func(s *Scanner) (map[string]string, error) {
		types := map[string]string{}
		err := s.Children("Types", "Override", func() error {
			part, _, err := s.Attribute("PartName")
			if err != nil {
				return err
			}
			kind, _, err := s.Attribute("ContentType")
			if err != nil {
				return err
			}
			types[foldName(part)] = strings.ToLower(kind)
			const overhead = 200 // of an entry of a map that grows
			return a.budget.Hold(len(part) + len(kind) + overhead)
		})
		return types, err
	})
}

// ByContentType finds the part whose content type ends with one of the given words. Of several it takes the
// first by name, so that the answer does not depend on the order of a map. It is "" where there is none.
func (a *Archive) ByContentType(types map[string]string, endings ...string) string {
	found := ""
	for part, kind := range types {
		for _, ending := range endings {
			if strings.HasSuffix(kind, ending) && a.Has(part) && (found == "" || part < found) {
				found = part
			}
		}
	}
	return found
}

// Shared finds a part that all sheets use. It is where the relationships of the workbook say; where they lead
// to no part, it is looked for by content type, as Excel does. The target of the result may be missing from the
// archive.
func (a *Archive) Shared(relations []Relation, types map[string]string, kind, contentType string) Relation {
	// Of several relationships of the kind, one whose part is there counts.
	var found Relation
	for _, r := range relations {
		if !strings.EqualFold(r.Kind, kind) {
			continue
		}
		if found = r; a.Has(r.Target) {
			return r
		}
	}
	if part := a.ByContentType(types, contentType); part != "" {
		return Relation{Kind: kind, Target: part}
	}
	return found
}
