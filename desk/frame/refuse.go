package frame

import (
	"slices"

	"github.com/a-h/templ"

	"dateline/fault"
	"dateline/lang/msg"
)

// Wrong says why a form was not taken. The zero value says nothing.
type Wrong struct {
	Field string // beside which it stands; empty: over the form
	Text  string
	ID    string // what the log has it under
}

// At tells whether the reason stands beside the field.
func (w Wrong) At(field string) bool { return w.Text != "" && w.Field == field }

// refusal sends a form back, with all that was typed into it.
type refusal struct {
	cause error
	again func(Wrong) (Screen, error)
}

func (r *refusal) Error() string { return r.cause.Error() }
func (r *refusal) Unwrap() error { return r.cause }

// Refuse is an error whose answer is the form again. Nothing that was typed is
// lost to it, whatever went wrong.
func Refuse(err error, again func(Wrong) (Screen, error)) error {
	f := fault.Of(err)
	return fault.Wrap(&refusal{err, again}, f.Kind, f.Message)
}

// fieldOf is the field that a rule speaks of, by the rule's message. Those
// that are not here stand over the form.
var fieldOf = map[string]string{
	"fault.correction_note_missing":   "public-note",
	"fault.withdrawal_reason_missing": "internal-note",
	"fault.headline_missing":          "headline",
	"fault.headline_too_long":         "headline",
	"fault.section_missing":           "section",
	"fault.unknown_section":           "section",
	"fault.bad_name":                  "name",
	"fault.bad_slug":                  "slug",
	"fault.unknown_zone":              "zone",
	"fault.language_unknown":          "lang",
	"fault.unknown_role":              "role",
	"fault.password_too_short":        "password",
	"fault.password_simple":           "password",
	"fault.password_name":             "password",
	"fault.password_common":           "password",
	"fault.password_old_wrong":        "present-password",
	"fault.no_file":                   "file",
	"fault.svg_refused":               "file",
	"fault.upload_wrong_type":         "file",
	"fault.upload_too_large":          "file",
	"fault.upload_too_many_pixels":    "file",
	"fault.alert_end_past":            "minutes",
	"fault.alert_end_too_late":        "minutes",
}

// signedOut is the message of the fault for who is not signed in.
var signedOut = msg.FaultUnauthorized().Key

func among(field string, fields []string) bool { return field != "" && slices.Contains(fields, field) }

// Aria ties a field to the reason why it was refused.
func (w Wrong) Aria(field string) templ.Attributes {
	if !w.At(field) {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": "wrong-" + field}
}
