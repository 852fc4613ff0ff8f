// Package jsonstream is the grammar of JSON: a [Walker] that reads a stream token by token and a [Writer] that writes
// one. It knows no field names.
//
// The Walker is strict, by RFC 8259 and where that leaves a choice by I-JSON (RFC 7493): invalid UTF-8, two equal
// keys in one object and lone surrogates are refused, where encoding/json replaces the bytes, lets the last key win and writes U+FFFD. What it
// reads it reads from one sliding window: memory depends on the largest token, and on the record where a caller holds one, never
// on the document. A token costs no allocation; text is unescaped only where it has a backslash; line and column are
// reckoned only when somebody asks.
//
// Whatever the size of the pieces in which the input comes, tokens and errors are the same.
package jsonstream
