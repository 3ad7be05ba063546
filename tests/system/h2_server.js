// SPDX-License-Identifier: MIT
// Node's http2 in cleartext and over TLS, at ports that the kernel chooses and this prints: PLAIN SECURE.
"use strict";
const fs = require("fs");
const http2 = require("http2");

function answer(stream, headers) {
    stream.on("error", () => {});
    const path = headers[":path"];
    if (path === "/echo") {
        stream.respond({":status": 200, "x-method": headers[":method"]});
        stream.pipe(stream);
    } else if (path === "/early") {
        stream.additionalHeaders({":status": 103, "link": "</style.css>; rel=preload"});
        stream.respond({":status": 200});
        stream.end("page\n");
    } else if (path === "/trailers") {
        stream.respond({":status": 200}, {waitForTrailers: true});
        stream.on("wantTrailers", () => stream.sendTrailers({"x-sum": "7"}));
        stream.end("body\n");
    } else if (path === "/refused") {
        stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    } else {
        stream.respond({":status": 200});
        stream.end(headers[":method"] + " " + path + "\n");
    }
}

const secrets = {cert: fs.readFileSync(process.argv[2]), key: fs.readFileSync(process.argv[3])};
const servers = [http2.createServer(), http2.createSecureServer(secrets)];
let listening = 0;
for (const server of servers) {
    server.on("stream", answer);
    server.on("sessionError", () => {});
    server.listen(0, "127.0.0.1", () => {
        if (++listening === servers.length) console.log(servers.map((each) => each.address().port).join(" "));
    });
}
