// Command messages turns lang/messages/en.json into lang/msg, one Go function a message, and checks every other
// language's file against it: the same arguments, all plural forms of the language, no unknown keys. It prints how much
// of each language is there. Run it in tools/: go run ./messages; with -check it writes nothing and fails where lang/msg
// is not what it would write.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	room := flag.String("lang", "../lang", "the folder of package lang")
	only := flag.Bool("check", false, "check only, write nothing")
	flag.Parse()
	if err := run(*room, *only); err != nil {
		fmt.Fprintln(os.Stderr, "messages:", err)
		os.Exit(1)
	}
}

func run(room string, checkOnly bool) error {
	c, err := readCatalogue(filepath.Join(room, "messages"))
	if err != nil {
		return err
	}
	source, err := c.source()
	if err != nil {
		return err
	}
	fmt.Print(c.report())
	generated := filepath.Join(room, "msg", "msg.go")
	if !checkOnly {
		if err := os.WriteFile(generated, source, 0o644); err != nil {
			return err
		}
		return c.check()
	}
	committed, err := os.ReadFile(generated)
	if err != nil {
		return err
	}
	if !bytes.Equal(committed, source) {
		return errors.Join(fmt.Errorf("%s is out of date: run make generate", generated), c.check())
	}
	return c.check()
}
