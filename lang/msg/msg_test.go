package msg_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"dateline/lang/msg"
)

func TestTheFunctionsAreMadeFromTheMessagesAsTheyStand(t *testing.T) {
	b, err := os.ReadFile("../messages/en.json")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if got := hex.EncodeToString(sum[:]); got != msg.Source {
		t.Errorf("messages/en.json is %s, msg was made from %s: run `go run ./messages` in tools/", got, msg.Source)
	}
}
