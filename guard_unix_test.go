//go:build unix

package dateline

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/darkroom"
	"dateline/edition"
)

// besiegedIn names the variable in which the process that is besieged is told its folder.
const besiegedIn = "DATELINE_TEST_BESIEGED"

// fewFiles is how many files the besieged house may have open.
const fewFiles = 512

// TestMain is the besieged house where it is told so.
func TestMain(m *testing.M) {
	darkroom.Child()
	if folder := os.Getenv(besiegedIn); folder != "" {
		if err := besieged(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// besieged runs a house with few files on this machine's addresses, none of
// which it trusts, until its input ends. It says where it listens.
func besieged(folder string) error {
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: fewFiles, Max: fewFiles}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	h, err := Open(ctx, Settings{Data: folder, Listen: "127.0.0.1:0", Cache: 1, Screens: 10}, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer h.Close()
	h.trusted = func(netip.Addr) bool { return false }
	admin, _, err := h.Newsroom.First(ctx, FirstName)
	if err != nil {
		return err
	}
	e := edition.Edition{Slug: "en", Lang: "en", Name: "River News", Zone: "UTC", Public: true, Sections: []edition.Section{{Slug: "world", Name: "World"}}}
	if err := h.Newsroom.PutEdition(ctx, admin, e); err != nil {
		return err
	}
	ln, err := h.listen()
	if err != nil {
		return err
	}
	fmt.Println(ln.Addr())
	go func() { defer cancel(); _, _ = io.Copy(io.Discard, os.Stdin) }()
	return h.run(ctx, ln, nil)
}

// besiege starts a besieged house and gives its address.
func besiege(t *testing.T) string {
	t.Helper()
	house := exec.Command(os.Args[0])
	house.Env = append(os.Environ(), besiegedIn+"="+t.TempDir())
	house.Stderr = os.Stderr
	in, err := house.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := house.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := house.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		if err := house.Wait(); err != nil {
			t.Errorf("the house ended with %v", err)
		}
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address)
}

// TestHalfSentRequestsDoNotShutTheHouse opens twice as many connections as the
// house may have files, from three addresses, each with a request that never
// ends or an answer that is never read, and reads a page from a fourth after each hundred.
func TestHalfSentRequestsDoNotShutTheHouse(t *testing.T) {
	address := besiege(t)
	requests := []string{
		"POST /desk/sign-in HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\nname=",
		"POST /desk/sign-in HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nname",
		strings.Repeat("GET /en/ HTTP/1.1\r\nHost: h\r\n\r\n", 20),
	}
	var held []net.Conn
	defer func() {
		for _, c := range held {
			_ = c.Close()
		}
	}()
	for i := range 2 * fewFiles {
		from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+i%3))}}
		if c, err := from.Dial("tcp", address); err == nil {
			_, _ = io.WriteString(c, requests[i%len(requests)]) // one that is refused hears nothing
			held = append(held, c)
		}
		if i%100 == 99 {
			readAPage(t, address, i+1)
		}
	}
	readAPage(t, address, 2*fewFiles)
}

func readAPage(t *testing.T, address string, opened int) {
	t.Helper()
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 9, 9)}}
	reader := http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DialContext: from.DialContext, DisableKeepAlives: true}}
	answer, err := reader.Get("http://" + address + "/en/")
	if err != nil {
		t.Fatalf("after %d connections: %v", opened, err)
	}
	defer answer.Body.Close()
	if page, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "River News") {
		t.Fatalf("after %d connections: %s, %d bytes, %v", opened, answer.Status, len(page), err)
	}
}
