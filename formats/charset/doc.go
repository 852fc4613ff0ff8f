// Package charset turns input of any encoding that obmen reads into UTF-8, and output into the encoding that was
// asked for. It never replaces anything: a byte that the encoding does not know is an error that names its offset
// and --encoding.
//
// The encodings, by their canonical names: utf-8, utf-16le, utf-16be, windows-1251, cp866, koi8-r.
// utf-16 lets the byte order mark decide, and writes little endian.
package charset
