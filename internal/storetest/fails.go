package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"dateline/store"
	"dateline/story"
)

// answersWithoutRecords are the methods that need no database for what they were asked here.
var answersWithoutRecords = map[string]string{
	"Close": "it was closed already",
	"Hold":  "a SQLite file is held by its folder",
}

// ask calls a method with a context and otherwise with nothing, and gives its error.
func ask(ctx context.Context, method reflect.Value) error {
	var args []reflect.Value
	for i := range method.Type().NumIn() {
		switch kind := method.Type().In(i); {
		case kind == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(ctx))
		case example(kind).IsValid():
			args = append(args, example(kind))
		case kind.Kind() == reflect.Pointer:
			args = append(args, reflect.New(kind.Elem()))
		case kind.Kind() == reflect.Slice: // an empty one asks for nothing
			args = append(args, reflect.MakeSlice(kind, 1, 1))
		case kind.Kind() == reflect.String:
			args = append(args, reflect.ValueOf("x").Convert(kind))
		default:
			args = append(args, reflect.Zero(kind))
		}
	}
	if method.Type().IsVariadic() {
		args = args[:len(args)-1]
	}
	results := method.Call(args)
	err, _ := results[len(results)-1].Interface().(error)
	return err
}

// example is what a method is asked with that looks into what it is given.
func example(kind reflect.Type) reflect.Value {
	document := Text("Flood")
	of := &story.Story{ID: "sssssssssssss", Acts: []story.Act{{Number: 1, Story: "sssssssssssss", Kind: story.Publish, Revision: 1}}}
	for _, x := range []any{document, of, &story.Revision{Story: of.ID, Document: document}, &of.Acts[0]} {
		if reflect.TypeOf(x) == kind {
			return reflect.ValueOf(x)
		}
	}
	return reflect.Value{}
}

// everyFailureIsTold asks for everything that a store answers when it cannot.
func everyFailureIsTold(t *testing.T, d *Desk) {
	over := errors.New("it is over")
	err := d.InTx(t.Context(), func(tx *store.Tx) error {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(over)
		silent(ctx, t, "whoever has given up", reflect.ValueOf(tx))
		return over
	})
	if !errors.Is(err, over) {
		t.Errorf("the transaction: %v, want it given up", err)
	}
	closed, err := store.Open(t.Context(), store.Options{DSN: d.DSN})
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	silent(t.Context(), t, "whoever asks a store that is closed", reflect.ValueOf(closed))
	if err := d.Examine(t.Context()); err != nil {
		t.Errorf("after all of it: %v", err)
	}
}

func silent(ctx context.Context, t *testing.T, who string, of reflect.Value) {
	t.Helper()
	for i := range of.NumMethod() {
		name, method := of.Type().Method(i).Name, of.Method(i)
		n := method.Type().NumOut()
		if answersWithoutRecords[name] != "" || n == 0 || method.Type().Out(n-1) != reflect.TypeFor[error]() {
			continue
		}
		if err := ask(ctx, method); err == nil {
			t.Errorf("%s is told nothing of it by %s", who, name)
		}
	}
}
