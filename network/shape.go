package network

import "reflect"

// Form is how something is written in a document.
type Form int

// The forms.
const (
	FormText     Form = iota
	FormBool          // true or false
	FormInt           // a whole number
	FormNumber        // a number
	FormQuantity      // a number, twelve of them, or either by planning year
	FormList          // a list of Item
	FormMap           // Item by key
	FormGroup         // Fields
	FormKind          // one of Variants, which the field kind names
	FormChange        // one of Variants, under its id as the only key
)

// Shape says what a document may hold at one place. It is made from the same
// field tags as the decoder and the JSON Schema, so that other formats of the
// document know every kind of node without naming it.
type Shape struct {
	Form     Form
	Item     *Shape    // of a list or map
	Keys     []Choice  // of a map: the keys it may have, all when empty
	Fields   []Field   // of a group
	Variants []Variant // of FormKind and FormChange, in table order
}

// Field is one key of a group.
type Field struct {
	Key      string
	Name     string // Chinese label
	Doc      string // English description
	Unit     string
	Required bool
	Min, Max *float64
	Choices  []Choice // of a text: the words it may be, all when empty
	ByMonth  bool     // a list of twelve, January first
	Shape    Shape
}

// Choice is a word that a document may use, with its name where it has one.
type Choice struct {
	ID   string
	Name Text
}

// Variant is a kind of node, rule or change.
type Variant struct {
	ID     string
	Name   Text
	Fields []Field
	Free   bool // holds any keys, as the change "set" does
}

// DocumentShape is the shape of a whole document, always a group.
func DocumentShape() Shape { return shapeOf(reflect.TypeFor[Network]()) }

func shapeOf(t reflect.Type) Shape {
	variant := func(id string, name Text, x any) Variant {
		of := reflect.TypeOf(x).Elem()
		return Variant{ID: id, Name: name, Fields: shapesOf(of), Free: of == setType}
	}
	switch t {
	case quantityType:
		return Shape{Form: FormQuantity}
	case nodeType:
		s := Shape{Form: FormKind}
		for _, k := range kindTable {
			s.Variants = append(s.Variants, variant(k.ID, k.Name, k.New()))
		}
		return s
	case ruleType:
		s := Shape{Form: FormKind}
		for _, k := range ruleTable {
			s.Variants = append(s.Variants, variant(k.ID, k.Name, k.New()))
		}
		return s
	case changeType:
		s := Shape{Form: FormChange}
		for _, k := range changeTable {
			s.Variants = append(s.Variants, variant(k.ID, k.Name, k.New()))
		}
		return s
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Struct:
		return Shape{Form: FormGroup, Fields: shapesOf(t)}
	case reflect.Slice:
		item := shapeOf(t.Elem())
		return Shape{Form: FormList, Item: &item}
	case reflect.Map:
		item := shapeOf(t.Elem())
		s := Shape{Form: FormMap, Item: &item}
		if t.Key() == sectorType {
			s.Keys = choices(sectorIDs())
		}
		return s
	case reflect.Bool:
		return Shape{Form: FormBool}
	case reflect.Int:
		return Shape{Form: FormInt}
	case reflect.Float64:
		return Shape{Form: FormNumber}
	default:
		return Shape{Form: FormText}
	}
}

func shapesOf(t reflect.Type) []Field {
	if t == setType {
		return nil
	}
	fields := fieldsOf(t)
	out := make([]Field, len(fields))
	for i, f := range fields {
		out[i] = Field{
			Key: f.key, Name: f.zh, Doc: f.doc, Unit: f.unit, Required: f.required, Min: f.min, Max: f.max,
			Choices: choices(f.enum), ByMonth: f.byMonth, Shape: shapeOf(t.FieldByIndex(f.index).Type),
		}
	}
	return out
}

// choices gives words the names of sectors, origins and roles.
func choices(ids []string) []Choice {
	var out []Choice
	for _, id := range ids {
		c := Choice{ID: id}
		if s, ok := SectorByID(Sector(id)); ok {
			c.Name = s.Name
		} else if i := OriginIndex(Origin(id)); i >= 0 {
			c.Name = originTable[i].Name
		} else {
			for _, r := range roleTable {
				if string(r.ID) == id {
					c.Name = r.Name
				}
			}
		}
		out = append(out, c)
	}
	return out
}
