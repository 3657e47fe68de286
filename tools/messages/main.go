// Command messages turns lang/messages/en.json into lang/msg, one Go function a message, and checks every other
// language's file against it: the same arguments, all plural forms of the language, no unknown keys. It prints how much
// of each language is there. Run it in tools/: go run ./messages
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	room := flag.String("lang", "../lang", "the folder of package lang")
	flag.Parse()
	if err := run(*room); err != nil {
		fmt.Fprintln(os.Stderr, "messages:", err)
		os.Exit(1)
	}
}

func run(room string) error {
	c, err := readCatalogue(filepath.Join(room, "messages"))
	if err != nil {
		return err
	}
	source, err := c.source()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(room, "msg", "msg.go"), source, 0o644); err != nil {
		return err
	}
	fmt.Print(c.report())
	return c.check()
}
