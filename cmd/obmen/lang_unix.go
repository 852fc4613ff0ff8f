//go:build !windows

package main

// systemLanguage is known from the environment alone.
func systemLanguage() string { return "" }
