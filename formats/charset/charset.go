package charset

import (
	"strings"

	"golang.org/x/text/encoding/charmap"

	"obmen/formats/record"
)

// The canonical names.
const (
	UTF8        = "utf-8"
	UTF16       = "utf-16" // the byte order mark says which; written little endian
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	Windows1251 = "windows-1251"
	CP866       = "cp866"
	KOI8R       = "koi8-r"
)

// Source says how a document is encoded.
type Source struct {
	Encoding string      // canonical name
	Declared string      // what the XML declaration names, as it stands there; empty: nothing
	BOM      bool        // it begins with a byte order mark, which the reader leaves out
	Start    record.Pos  // where the decoded stream begins: for record.Options.Start
	Unit     record.Unit // how decoded bytes count in the source: for record.Options.Unit
}

// Name returns the canonical name of an encoding in any of its spellings: case, blanks, hyphens and underscores
// don't matter. The error, a *record.Fault, lists the names there are.
func Name(alias string) (canonical string, err error) {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(alias)) {
	case "utf8", "utf8sig", "ascii", "usascii", "cp65001", "unicode11utf8":
		return UTF8, nil
	case "utf16", "unicode", "ucs2", "iso10646ucs2", "cp1200":
		return UTF16, nil
	case "utf16le":
		return UTF16LE, nil
	case "utf16be":
		return UTF16BE, nil
	case "windows1251", "cp1251", "win1251", "1251", "xcp1251", "ansi1251", "mscyrl":
		return Windows1251, nil
	case "cp866", "ibm866", "866", "dos866", "csibm866", "oem866":
		return CP866, nil
	case "koi8r", "koi8", "cskoi8r", "cp20866":
		return KOI8R, nil
	}
	return "", msgUnknown.Fault(record.Shorten([]byte(alias)))
}

// IANA returns the name of an encoding for an XML declaration: for [record.Options].Encoding. What is
// not known is returned as it is.
func IANA(encoding string) string {
	name, err := Name(encoding)
	if err != nil {
		return encoding
	}
	switch name {
	case UTF8:
		return "UTF-8"
	case UTF16, UTF16LE, UTF16BE: // RFC 2781: with a byte order mark, which we write, the name is UTF-16
		return "UTF-16"
	case CP866:
		return "IBM866"
	case KOI8R:
		return "KOI8-R"
	}
	return name
}

// codePage returns the table of an encoding in which a character is a byte; nil for the others.
func codePage(encoding string) *charmap.Charmap {
	switch encoding {
	case Windows1251:
		return charmap.Windows1251
	case CP866:
		return charmap.CodePage866
	case KOI8R:
		return charmap.KOI8R
	}
	return nil
}

func unitOf(encoding string) record.Unit {
	switch encoding {
	case UTF8:
		return record.UnitUTF8
	case UTF16LE, UTF16BE:
		return record.UnitUTF16
	}
	return record.UnitSingleByte
}
