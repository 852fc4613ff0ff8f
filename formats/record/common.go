package record

import (
	"bytes"
	"io"
)

// The messages that several dialects have in common, so that one code means one thing.
var (
	FieldMissing = &Message{Code: "required-missing", Severity: Severe,
		En: "the required %s is missing; have the program that wrote the file put it in",
		Ru: "нет обязательного поля %s; пусть его запишет программа, которая создала файл"}
	FieldEmpty = &Message{Code: "required-empty", Severity: Severe,
		En: "the required %s is empty; fill it in",
		Ru: "обязательное поле %s пусто; заполните его"}
	PriceThreeDecimals = &Message{Code: "price-three-decimals", Severity: Warning,
		En: "the price %q has three decimals and is read so; if it means thousands, write it like 1 990,00",
		Ru: "цена %q с тремя знаками после запятой так и прочитана; если это тысячи, запишите как 1 990,00"}
	UnknownAttribute = &Message{Code: "unknown-attribute", Severity: Note,
		En: "the attribute %s is not of this format; it is kept as it is",
		Ru: "атрибута %s нет в этом формате; он сохраняется как есть"}
	UnknownElement = &Message{Code: "unknown-element", Severity: Note,
		En: "the element %s is not of this format; it is kept as it is",
		Ru: "элемента %s нет в этом формате; он сохраняется как есть"}
	AttributeDropped = &Message{Code: "unknown-attribute-dropped", Severity: Warning,
		En: "the attribute %s of the document itself is not of this format; it is not kept",
		Ru: "атрибута %s у самого документа нет в этом формате; он не сохраняется"}
	ElementDropped = &Message{Code: "unknown-element-dropped", Severity: Warning,
		En: "the element %s stands outside every record; it is not kept",
		Ru: "элемент %s стоит вне записей; он не сохраняется"}
)

// PriceAmbiguous reports whether a price that was written as text and read as n deserves [PriceThreeDecimals]: exactly three
// decimals behind one to three digits that could as well be thousands. 0,990 and 1234,500 can mean one thing only, and so can
// whatever has groups.
func PriceAmbiguous(text []byte, n Number) bool {
	if !n.IsSet() || n.Scale() != 3 {
		return false
	}
	_, s := cutSign(bytes.TrimSpace(text))
	whole := bytes.IndexAny(s, ",.")
	return whole >= 1 && whole <= 3 && s[0] != '0' && allDigits(s[:whole])
}

// A RawReader can show the source text of what it has just refused, so that it can be mended and run again.
type RawReader interface {
	Reader
	// KeepRaw makes Rejected work, at some cost. It comes before the first Read.
	KeepRaw()
	// Shell returns what a document around refused records begins and ends with.
	Shell() (before, after []byte)
	// Rejected returns what the last Read refused. It is valid until the next Read.
	Rejected() Rejected
}

// Rejected is the source text, in UTF-8, of a refused record.
type Rejected struct {
	// Frame numbers what stands around neighbours: those of one Frame share a Before and an After, which end with a line
	// end. 0 is no frame.
	Frame         int64
	Before, After []byte
	Raw           []byte // with a line end; empty where it all stands in the frame
}

// A RawWriter is a RawReader whose records may be larger than memory. They stand in no frame.
type RawWriter interface {
	RawReader
	// WriteRejected writes what the Raw of Rejected holds.
	WriteRejected(w io.Writer) error
}

// Rejects writes refused records as a document of their own format. It writes nothing before the first.
type Rejects struct {
	w     io.Writer
	src   RawReader
	begun bool
	frame int64
	after []byte
	err   error
}

// NewRejects returns a Rejects for what src refuses.
func NewRejects(w io.Writer, src RawReader) *Rejects {
	src.KeepRaw()
	return &Rejects{w: w, src: src}
}

// Add writes what the last Read of the source refused.
func (r *Rejects) Add() error {
	if !r.begun {
		before, _ := r.src.Shell()
		r.write(before)
		r.begun = true
	}
	if large, ok := r.src.(RawWriter); ok {
		if r.err == nil {
			r.err = large.WriteRejected(r.w)
		}
		return r.err
	}
	x := r.src.Rejected()
	if x.Frame != r.frame {
		r.write(r.after)
		r.write(x.Before)
	}
	r.frame, r.after = x.Frame, append(r.after[:0], x.After...)
	r.write(x.Raw)
	return r.err
}

// AddRaw writes the text of a record that stands in no frame: one that was refused behind the reader.
func (r *Rejects) AddRaw(text []byte) error {
	if !r.begun {
		before, _ := r.src.Shell()
		r.write(before)
		r.begun = true
	}
	r.write(r.after)
	r.frame, r.after = 0, r.after[:0]
	r.write(text)
	return r.err
}

// Close finishes the document, if there is one. It does not close what lies underneath.
func (r *Rejects) Close() error {
	if r.begun {
		_, after := r.src.Shell()
		r.write(r.after)
		r.write(after)
	}
	r.begun = false
	return r.err
}

func (r *Rejects) write(b []byte) {
	if r.err == nil && len(b) > 0 {
		_, r.err = r.w.Write(b)
	}
}

// CheckDate is [ParseDate] for who only wants to know whether text is a date. It does not allocate for the forms that the services write.
func CheckDate(text []byte) (ok bool, err error) {
	if isPlainDate(text) {
		return true, nil
	}
	_, ok, err = ParseDate(text)
	return ok, err
}

// isPlainDate reports whether text is surely a date that ParseDate takes: 2018-04-16T11:08:31+0000, +00:00, Z or nothing behind, or 13.04.2018.
func isPlainDate(text []byte) bool {
	if len(text) == len("13.04.2018") && text[2] == '.' {
		return fits(text, "39.19.9999") && isPlainDay(text[6:10], text[3:5], text[:2])
	}
	_, ok := readStamp(text)
	return ok
}

// fits reports whether each digit of text is at most the digit of most in its place, and all else is the same.
func fits(text []byte, most string) bool {
	for i, c := range text {
		if m := most[i]; c != m && (m < '0' || m > '9' || c < '0' || c > m) {
			return false
		}
	}
	return true
}

func isPlainDay(year, month, day []byte) bool {
	two := func(s []byte) int { return int(s[0]-'0')*10 + int(s[1]-'0') }
	m, d := two(month), two(day)
	return string(year) > "0001" && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(two(year)*100+two(year[2:]), m)
}

func commonMessages() []*Message {
	return []*Message{FieldMissing, FieldEmpty, PriceThreeDecimals, UnknownAttribute, UnknownElement, AttributeDropped, ElementDropped}
}
