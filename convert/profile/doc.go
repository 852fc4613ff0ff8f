// Package profile is what no file knows: the zone that a wall clock stands in, the tax of a product, the storage of a store,
// which of a catalogue's prices is the shop's. Documents come from three programs that know nothing of each other; the profile is the only
// place where they meet.
//
// A profile is a YAML file ([Find] says where it is looked for), laid over built-in defaults ([Default]) that make every
// example convert. One that was named may say anything; one found beside an input sets mappings only, since a file dropped in a
// shared folder must not redirect a key. The one in the root of a drop folder counts as named ([FindIn]).
//
// The package reads files in Find and FindIn alone. Everything else works on what it is given, and the methods of a [Profile] that
// the mappings call for every record do not allocate.
//
// Units are those of the classifier ОК 015-94 (МК 002-97), ОКЕИ: see [UnitNames].
package profile
