package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"dateline/fault"
	"dateline/lang"
	"dateline/lang/msg"
	"dateline/wire/capture"
	"dateline/wire/lines"
)

// words says a message in the language of the command line.
func words(m lang.Message) string { return lang.Of("en").Words(m) }

// complain says what went wrong, where errors are looked for.
func complain(m lang.Message) { fmt.Fprintln(os.Stderr, words(m)) }

// describe says an error in a person's words, with what the machine said behind.
func describe(err error) string {
	if line := (*lines.LineError)(nil); errors.As(err, &line) {
		return words(msg.CliLine(line.Number, describe(line.Err)))
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		if cause := errors.Unwrap(f); cause != nil && says(f.Kind) {
			return words(msg.CliBecause(words(f.Message), cause.Error()))
		}
		return words(f.Message)
	}
	for _, known := range intakeErrors {
		if errors.Is(err, known.err) {
			return words(known.says())
		}
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return words(msg.CliNoFile(path.Path))
		case errors.Is(err, fs.ErrPermission):
			return words(msg.CliNoPermission(path.Path))
		}
	}
	if badJSON(err) {
		return words(msg.CliBecause(words(msg.CliLineNotJson()), err.Error()))
	}
	return err.Error() // the machine's or kong's own words; there are no others
}

// says tells whether what caused a fault helps whoever reads of it: what is
// broken has a cause, what is not there or not allowed has none.
func says(k fault.Kind) bool {
	switch k {
	case fault.Internal, fault.Invalid, fault.Unsupported, fault.Unavailable:
		return true
	case fault.Unauthorized, fault.Forbidden, fault.NotFound, fault.Conflict, fault.Gone, fault.TooLarge, fault.TooMany:
	}
	return false
}

func badJSON(err error) bool {
	return errors.As(err, new(*json.SyntaxError)) || errors.As(err, new(*json.UnmarshalTypeError))
}

// intakeErrors are the messages for what captures and files of stories fail with.
var intakeErrors = []struct {
	err  error
	says func() lang.Message
}{
	{capture.ErrTooBig, func() lang.Message { return msg.CliTooBig(capture.MaxBytes, capture.MaxLines) }},
	{capture.ErrNothing, msg.CliNothing},
	{lines.ErrLineTooLong, func() lang.Message { return msg.CliLineTooLong(lines.MaxLine) }},
	{lines.ErrNoHeadline, msg.CliLineNoHeadline},
	{lines.ErrNoText, msg.CliLineNoText},
	{lines.ErrNoURL, msg.CliLineNoUrl},
	{lang.ErrTag, msg.CliLineBadLang},
}

// warning says what speaks against relying on a capture.
func warning(w capture.Warning) lang.Message {
	switch w {
	case capture.NearlyEmpty:
		return msg.CliWarnNearlyEmpty()
	case capture.LanguageDoubted:
		return msg.CliWarnLanguageDoubted()
	default:
		return msg.CliWarnLanguageUnknown()
	}
}

// because says why a line of a page was dropped. The code itself stands where
// the catalogue has no words for it.
func because(w capture.Why) string {
	key := "cli.why_" + strings.ReplaceAll(string(w), "-", "_")
	if text := words(lang.Message{Key: key}); text != key {
		return text
	}
	return string(w)
}
