package main

import "strings"

// russian decides the language of messages: --lang, else OBMEN_LANG, else the locale.
func russian(args, env []string) bool {
	if l := flagValue(args, "lang"); l != "" {
		return isRussian(l)
	}
	for _, name := range []string{"OBMEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := envValue(env, name); v != "" {
			return isRussian(v)
		}
	}
	return isRussian(systemLanguage())
}

// isRussian takes Belarusian readers for readers of Russian: there is no third language yet.
func isRussian(locale string) bool {
	locale = strings.ToLower(locale)
	return strings.HasPrefix(locale, "ru") || strings.HasPrefix(locale, "be")
}

// flagValue finds a global flag before the library reads the flags: help and errors are in a language too.
func flagValue(args []string, name string) string {
	for i, arg := range args {
		if arg == "--" {
			return ""
		}
		bare := strings.TrimLeft(arg, "-")
		if bare == arg {
			continue
		}
		if v, ok := strings.CutPrefix(bare, name+"="); ok {
			return v
		}
		if bare == name && i+1 < len(args) {
			return args[i+1]
		}
	}
	return ""
}

func envValue(env []string, name string) string {
	value := ""
	for _, e := range env {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			value = v
		}
	}
	return value
}
