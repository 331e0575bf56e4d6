package zipxml

import (
	"net/url"
	"path"
	"strings"
)

// Relation is one entry of a .rels part.
type Relation struct {
	ID     string
	Kind   string // the last word of its type: the same in transitional and strict files
	Target string // the name of a part
}

// Relations reads the relationships of a part, in the order of the file; "" stands for the whole package.
func (a *Archive) Relations(of string) ([]Relation, error) {
	folder, base := path.Split(of)
	name := folder + "_rels/" + base + ".rels"
	if !a.Has(name) {
		return nil, nil
	}
	var found []Relation
	err := a.ReadPart(name, func(s *Scanner) error {
		return s.Children("Relationships", "Relationship", func() error {
			r, internal, err := a.readRelation(s, folder)
			if err == nil && internal {
				found = append(found, r)
			}
			return err
		})
	})
	return found, err
}

func (a *Archive) readRelation(s *Scanner, folder string) (r Relation, internal bool, err error) {
	var values [4]string
	for i, name := range [...]string{"Id", "Type", "Target", "TargetMode"} {
		if values[i], _, err = s.Attribute(name); err != nil {
			return r, false, err
		}
	}
	const overhead = 320 // of one relationship in a list and a map that grow
	err = a.budget.Hold(len(values[0]) + len(values[1]) + len(values[2]) + overhead)
	r = Relation{ID: values[0], Kind: path.Base(values[1]), Target: a.locate(folder, values[2])}
	return r, !strings.EqualFold(values[3], "External"), err
}

// Children calls visit at each child of the root element that has the given name; the root must have its own.
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

// Stray refuses an element that is known and does not belong where it stands: the tags of the one around it are lost,
// and passing over it would lose its content in silence. What is unknown is passed over.
func (s *Scanner) Stray() error {
	switch string(s.Name) {
	case "sheet", "col", "row", "c", "f", "v", "is", "mergeCell", "si", "r", "t", "numFmt", "font", "xf":
		return s.Fail("<%s> stands where it does not belong", s.Name)
	}
	return nil
}

// Each calls visit at each child of the element just opened and passes over what is inside it.
func (s *Scanner) Each(visit func() error) error {
	for {
		t, err := s.Element()
		if err != nil || t != StartTag {
			return err
		}
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

// Pass skips an element that is unknown where it stands.
func (s *Scanner) Pass() error {
	if err := s.Stray(); err != nil {
		return err
	}
	return s.Skip()
}

// locate turns a target, relative to a folder or absolute, into the name of a part, if it can of one that exists.
func (a *Archive) locate(folder, target string) string {
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

// ContentTypes reads [Content_Types].xml as far as it names parts one by one.
func (a *Archive) ContentTypes() (map[string]string, error) {
	const name = "[Content_Types].xml"
	if !a.Has(name) {
		return nil, nil
	}
	types := map[string]string{}
	err := a.ReadPart(name, func(s *Scanner) error {
		return s.Children("Types", "Override", func() error {
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
	})
	return types, err
}

// ByContentType finds the part whose content type ends in one of the given words, the first by name.
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

// Shared finds a part that all sheets use: where the relationships of the workbook say, else by its content type.
func (a *Archive) Shared(relations []Relation, types map[string]string, kind, contentType string) Relation {
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
