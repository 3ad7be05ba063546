// SPDX-License-Identifier: MIT

// The other side of bench/series: a client with net/http that keeps what net/http/httptrace tells of each request, as
// whoever writes such a tool in Go would. It asks URL -n times with -c requests at a time over kept connections.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// What is kept of one request.
type record struct {
	start, getConn, gotConn, dnsStart, dnsDone   time.Time
	connectStart, connectDone, tlsStart, tlsDone time.Time
	wroteHeaders, wroteRequest, firstByte, done  time.Time
	reused                                       bool
	idle                                         time.Duration
	local, remote                                string
	status                                       int
	header                                       http.Header
	bodyBytes                                    int64
}

func (r *record) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { r.getConn = time.Now() },
		GotConn: func(info httptrace.GotConnInfo) {
			r.gotConn, r.reused, r.idle = time.Now(), info.Reused, info.IdleTime
			r.local, r.remote = info.Conn.LocalAddr().String(), info.Conn.RemoteAddr().String()
		},
		DNSStart:             func(httptrace.DNSStartInfo) { r.dnsStart = time.Now() },
		DNSDone:              func(httptrace.DNSDoneInfo) { r.dnsDone = time.Now() },
		ConnectStart:         func(_, _ string) { r.connectStart = time.Now() },
		ConnectDone:          func(_, _ string, _ error) { r.connectDone = time.Now() },
		TLSHandshakeStart:    func() { r.tlsStart = time.Now() },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { r.tlsDone = time.Now() },
		WroteHeaders:         func() { r.wroteHeaders = time.Now() },
		WroteRequest:         func(httptrace.WroteRequestInfo) { r.wroteRequest = time.Now() },
		GotFirstResponseByte: func() { r.firstByte = time.Now() },
	}
}

func ask(client *http.Client, url string) (*record, error) {
	r := &record{start: time.Now()}
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return nil, err
	}
	request = request.WithContext(httptrace.WithClientTrace(request.Context(), r.hooks()))
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	r.status, r.header = response.StatusCode, response.Header
	r.bodyBytes, err = io.Copy(io.Discard, response.Body)
	r.done = time.Now()
	return r, err
}

func main() {
	count := flag.Int64("n", 1000, "requests")
	workers := flag.Int("c", 1, "at a time")
	flag.Parse()
	transport := &http.Transport{MaxIdleConnsPerHost: *workers, MaxIdleConns: 2 * *workers, DisableCompression: true}
	client := &http.Client{Transport: transport}
	var next, failed atomic.Int64
	var mutex sync.Mutex
	var total, waiting time.Duration
	var group sync.WaitGroup
	for i := 0; i < *workers; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for next.Add(1) <= *count {
				r, err := ask(client, flag.Arg(0))
				if err != nil {
					failed.Add(1)
					continue
				}
				mutex.Lock()
				total += r.done.Sub(r.start)
				waiting += r.firstByte.Sub(r.wroteRequest)
				mutex.Unlock()
			}
		}()
	}
	group.Wait()
	fmt.Println(*count, "requests,", failed.Load(), "failed, total", total, "waiting", waiting)
	if failed.Load() > 0 {
		os.Exit(1)
	}
}
