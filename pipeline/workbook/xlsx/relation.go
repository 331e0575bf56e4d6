package xlsx

import (
	"net/url"
	"path"
	"strings"
)

// relation is one entry of a .rels part.
type relation struct {
	id     string
	kind   string // the last word of its type: the same in transitional and strict files
	target string // the name of a part
}

// relations reads the relationships of a part, in the order of the file; "" stands for the whole package.
func (b *Reader) relations(of string) ([]relation, error) {
	folder, base := path.Split(of)
	name := folder + "_rels/" + base + ".rels"
	if !b.archive.has(name) {
		return nil, nil
	}
	var found []relation
	err := b.readPart(name, func(s *scanner) error {
		return s.children("Relationships", "Relationship", func() error {
			r, internal, err := b.readRelation(s, folder)
			if err == nil && internal {
				found = append(found, r)
			}
			return err
		})
	})
	return found, err
}

func (b *Reader) readRelation(s *scanner, folder string) (r relation, internal bool, err error) {
	var values [4]string
	for i, name := range [...]string{"Id", "Type", "Target", "TargetMode"} {
		if values[i], _, err = s.attribute(name); err != nil {
			return r, false, err
		}
	}
	const overhead = 320 // of one relationship in a list and a map that grow
	err = b.budget.hold(len(values[0]) + len(values[1]) + len(values[2]) + overhead)
	r = relation{id: values[0], kind: path.Base(values[1]), target: b.archive.locate(folder, values[2])}
	return r, !strings.EqualFold(values[3], "External"), err
}

// children calls visit at each child of the root element that has the given name; the root must have its own.
func (s *scanner) children(root, name string, visit func() error) error {
	found, err := s.root()
	if err != nil {
		return err
	}
	if found != root {
		return s.fail("<%s> where <%s> was expected", found, root)
	}
	return s.each(func() error {
		switch {
		case s.foreign:
			return nil
		case string(s.name) == name:
			return visit()
		}
		return s.stray()
	})
}

// stray refuses an element that is known and does not belong where it stands: the tags of the one around it are lost, and passing
// over it would lose its content in silence. What is unknown is passed over.
func (s *scanner) stray() error {
	switch string(s.name) {
	case "sheet", "col", "row", "c", "f", "v", "is", "mergeCell", "si", "r", "t", "numFmt", "font", "xf":
		return s.fail("<%s> stands where it does not belong", s.name)
	}
	return nil
}

// each calls visit at each child of the element just opened and passes over what is inside it.
func (s *scanner) each(visit func() error) error {
	for {
		t, err := s.element()
		if err != nil || t != startTag {
			return err
		}
		level := len(s.stack)
		if err := visit(); err != nil {
			return err
		}
		if len(s.stack) == level {
			if err := s.skip(); err != nil {
				return err
			}
		}
	}
}

// pass skips an element that is unknown where it stands.
func (s *scanner) pass() error {
	if err := s.stray(); err != nil {
		return err
	}
	return s.skip()
}

// locate turns a target, relative to a folder or absolute, into the name of a part, if it can of one that exists.
func (a *archive) locate(folder, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	name := path.Join("/", folder, target)
	if strings.HasPrefix(target, "/") {
		name = path.Clean(target)
	}
	name = strings.TrimPrefix(name, "/")
	if a.has(name) {
		return name
	}
	if plain, err := url.PathUnescape(name); err == nil && a.has(plain) {
		return plain
	}
	// Some writers give targets from the root of the package without saying so.
	if fromRoot := strings.TrimPrefix(path.Clean("/"+target), "/"); a.has(fromRoot) {
		return fromRoot
	}
	return name
}

// contentTypes reads [Content_Types].xml as far as it names parts one by one.
func (b *Reader) contentTypes() (map[string]string, error) {
	const name = "[Content_Types].xml"
	if !b.archive.has(name) {
		return nil, nil
	}
	types := map[string]string{}
	err := b.readPart(name, func(s *scanner) error {
		return s.children("Types", "Override", func() error {
			part, _, err := s.attribute("PartName")
			if err != nil {
				return err
			}
			kind, _, err := s.attribute("ContentType")
			if err != nil {
				return err
			}
			types[foldName(part)] = strings.ToLower(kind)
			const overhead = 200 // of an entry of a map that grows
			return b.budget.hold(len(part) + len(kind) + overhead)
		})
	})
	return types, err
}

// byContentType finds the part whose content type ends in one of the given words, the first by name.
func (a *archive) byContentType(types map[string]string, endings ...string) string {
	found := ""
	for part, kind := range types {
		for _, ending := range endings {
			if strings.HasSuffix(kind, ending) && a.has(part) && (found == "" || part < found) {
				found = part
			}
		}
	}
	return found
}
