package main

import (
	"bytes"
	"fmt"
	"net"
	"strconv"
)

// line is an open connection on which one thing is asked at a time. It reads
// answers with as little work as can be: what is measured is the server.
type line struct {
	conn net.Conn
	buf  []byte
}

func dial(addr string) (*line, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &line{conn: conn, buf: make([]byte, 64<<10)}, nil
}

// answer is what came; it is good until the next question.
type answer struct {
	status int
	head   []byte
	body   []byte
}

var (
	headEnd   = []byte("\r\n\r\n")
	lineEnd   = []byte("\r\n")
	lengthKey = []byte("\r\nContent-Length: ")
)

// ask sends a request and reads the answer, which must say how long it is.
func (l *line) ask(request []byte) (answer, error) {
	if _, err := l.conn.Write(request); err != nil {
		return answer{}, err
	}
	n, end := 0, -1
	for end < 0 {
		if n == len(l.buf) {
			return answer{}, fmt.Errorf("the head of an answer has no end")
		}
		m, err := l.conn.Read(l.buf[n:])
		if err != nil {
			return answer{}, err
		}
		n += m
		end = bytes.Index(l.buf[:n], headEnd)
	}
	a := answer{head: l.buf[:end+len(lineEnd)]}
	var err error
	if a.status, err = strconv.Atoi(string(a.head[9:12])); err != nil {
		return a, fmt.Errorf("an answer begins %q", a.head[:12])
	}
	length := 0
	if a.status != 304 {
		if length, err = strconv.Atoi(a.header(lengthKey)); err != nil {
			return a, fmt.Errorf("an answer without a length: %q", a.head)
		}
	}
	begin := end + len(headEnd)
	if need := begin + length; need > len(l.buf) {
		l.buf = append(l.buf, make([]byte, need-len(l.buf))...)
		a.head = l.buf[:end+len(lineEnd)]
	}
	for n < begin+length {
		m, err := l.conn.Read(l.buf[n:])
		if err != nil {
			return a, err
		}
		n += m
	}
	a.body = l.buf[begin : begin+length]
	return a, nil
}

// header is the value after a key, which is spelled as it comes.
func (a answer) header(key []byte) string {
	at := bytes.Index(a.head, key)
	if at < 0 {
		return ""
	}
	value := a.head[at+len(key):]
	return string(value[:bytes.Index(value, lineEnd)])
}

// request asks for a path as a browser would; more are further header lines.
func request(addr, path string, more ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\n", path, addr)
	for _, m := range more {
		b.WriteString(m + "\r\n")
	}
	b.WriteString("\r\n")
	return b.Bytes()
}

// browser is what browsers say they accept.
const browser = "Accept-Encoding: gzip, deflate, br, zstd"
