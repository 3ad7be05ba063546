// SPDX-License-Identifier: MIT

// goserver serves net/http's idea of HTTP/1.1 in cleartext and over TLS, and of HTTP/2 over TLS, on ports that the kernel
// chooses and this prints: PLAIN SECURE H2.
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

func chunked(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Trailer", "X-Checksum")
	for i := 0; i < 3; i++ {
		fmt.Fprintf(w, "piece %d\n", i)
		w.(http.Flusher).Flush()
	}
	w.Header().Set("X-Checksum", "123")
}

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Method", r.Method)
	w.Header().Set("X-Length", strconv.FormatInt(r.ContentLength, 10))
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Write(body)
}

// form says what ParseMultipartForm made of the request, one part a line.
func form(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for name, values := range r.MultipartForm.Value {
		fmt.Fprintf(w, "%s=%s\n", name, values)
	}
	for name, files := range r.MultipartForm.File {
		for _, file := range files {
			fmt.Fprintf(w, "%s: %s %s %d\n", name, file.Filename, file.Header.Get("Content-Type"), file.Size)
		}
	}
}

// wait answers after ?ms=N milliseconds, or when the client has left.
func wait(w http.ResponseWriter, r *http.Request) {
	ms, _ := strconv.Atoi(r.URL.Query().Get("ms"))
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
		fmt.Fprintln(w, "at last")
	case <-r.Context().Done():
	}
}

// cut announces more than it sends and hangs up.
func cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	io.WriteString(w, "not all of it")
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

func closing(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Connection", "close")
	fmt.Fprintln(w, "goodbye")
}

// early sends an informational response first (103 is written as is since Go 1.19).
func early(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Link", "</style.css>; rel=preload")
	w.WriteHeader(http.StatusEarlyHints)
	w.Header().Del("Link")
	fmt.Fprintln(w, "page")
}

func listen() net.Listener {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return listener
}

func port(listener net.Listener) int {
	return listener.Addr().(*net.TCPAddr).Port
}

func main() {
	log.SetOutput(io.Discard)
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%s %s\n", r.Method, r.URL) })
	http.HandleFunc("/chunked", chunked)
	http.HandleFunc("/echo", echo)
	http.HandleFunc("/form", form)
	http.HandleFunc("/wait", wait)
	http.HandleFunc("/cut", cut)
	http.HandleFunc("/close", closing)
	http.HandleFunc("/early", early)

	plain, secure, h2 := listen(), listen(), listen()
	fmt.Println(port(plain), port(secure), port(h2))
	// A map that is there but empty is how net/http is told to leave HTTP/2 alone.
	old := &http.Server{TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){}}
	go old.ServeTLS(secure, os.Args[1], os.Args[2])
	go (&http.Server{}).ServeTLS(h2, os.Args[1], os.Args[2])
	old.Serve(plain)
}
