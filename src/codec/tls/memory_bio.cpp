// SPDX-License-Identifier: MIT
#include "codec/tls/memory_bio.hpp"

#include <algorithm>
#include <cstring>

namespace rtrip::tls {
namespace {

CipherPipe& pipe_of(BIO* bio) {
    return *static_cast<CipherPipe*>(BIO_get_data(bio));
}

int read_pipe(BIO* bio, char* out, std::size_t size, std::size_t* taken) {
    BIO_clear_retry_flags(bio);
    CipherPipe& pipe = pipe_of(bio);
    *taken = std::min(size, pipe.input.size());
    if (*taken == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::memcpy(out, pipe.input.data(), *taken);
    pipe.input.remove_prefix(*taken);
    pipe.bytes_in += *taken;
    return 1;
}

int write_pipe(BIO* bio, const char* bytes, std::size_t size, std::size_t* taken) {
    BIO_clear_retry_flags(bio);
    CipherPipe& pipe = pipe_of(bio);
    pipe.output.append(bytes, size);
    pipe.bytes_out += size;
    *taken = size;
    return 1;
}

long control_pipe(BIO*, int command, long, void*) {
    // OpenSSL flushes after each flight and fails when that is refused; end of file is the stream's to tell.
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* pipe_method() {
    static const BioMethodPtr method = [] {
        BioMethodPtr made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "rtrip pipe"));
        if (made == nullptr) return made;
        BIO_meth_set_read_ex(made.get(), read_pipe);
        BIO_meth_set_write_ex(made.get(), write_pipe);
        BIO_meth_set_ctrl(made.get(), control_pipe);
        return made;
    }();
    return method.get();
}

}  // namespace

BioPtr make_pipe_bio(CipherPipe& pipe) {
    if (pipe_method() == nullptr) return nullptr;
    BioPtr bio(BIO_new(pipe_method()));
    if (bio == nullptr) return nullptr;
    BIO_set_data(bio.get(), &pipe);
    BIO_set_init(bio.get(), 1);
    return bio;
}

}  // namespace rtrip::tls
