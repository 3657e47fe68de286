package library_test

import (
	"os"
	"testing"

	"dateline/darkroom"
)

func TestMain(m *testing.M) {
	darkroom.Child()
	os.Exit(m.Run())
}
