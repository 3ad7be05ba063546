# Third-party libraries, from the distribution's packages.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

if(RTRIP_STATIC_DEPS)
    set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL 3.0 REQUIRED)

# rtrip_find_library(TARGET PKG ARCHIVE [ARCHIVE ...]): an imported target from pkg-config; under RTRIP_STATIC_DEPS the
# archives are taken instead when every one of them exists.
function(rtrip_find_library target package)
    pkg_check_modules(${target} REQUIRED IMPORTED_TARGET ${package})
    add_library(${target} INTERFACE)
    set(archives "")
    set(complete ${RTRIP_STATIC_DEPS})
    foreach(name IN LISTS ARGN)
        find_library(${target}_${name}_ARCHIVE lib${name}.a HINTS ${${target}_LIBRARY_DIRS})
        mark_as_advanced(${target}_${name}_ARCHIVE)
        if(${target}_${name}_ARCHIVE)
            list(APPEND archives ${${target}_${name}_ARCHIVE})
        else()
            set(complete OFF)
        endif()
    endforeach()
    if(complete)
        target_include_directories(${target} SYSTEM INTERFACE ${${target}_INCLUDE_DIRS})
        target_link_libraries(${target} INTERFACE ${archives})
    else()
        target_link_libraries(${target} INTERFACE PkgConfig::${target})
    endif()
endfunction()

rtrip_find_library(rtrip_cares libcares cares)
rtrip_find_library(rtrip_idn2 libidn2 idn2 unistring)
rtrip_find_library(rtrip_psl libpsl psl idn2 unistring)
rtrip_find_library(rtrip_nghttp2 libnghttp2 nghttp2)
rtrip_find_library(rtrip_zlib zlib z)
rtrip_find_library(rtrip_brotli libbrotlidec brotlidec brotlicommon)
rtrip_find_library(rtrip_zstd libzstd zstd)
rtrip_find_library(rtrip_re2 re2 re2)

# A bound that came with the cure of CVE-2024-28182, to which distributions gave no version of its own.
include(CheckCXXSymbolExists)
set(CMAKE_REQUIRED_LIBRARIES PkgConfig::rtrip_nghttp2)
check_cxx_symbol_exists(nghttp2_option_set_max_continuations nghttp2/nghttp2.h RTRIP_NGHTTP2_HAS_MAX_CONTINUATIONS)
unset(CMAKE_REQUIRED_LIBRARIES)
if(RTRIP_NGHTTP2_HAS_MAX_CONTINUATIONS)
    target_compile_definitions(rtrip_nghttp2 INTERFACE RTRIP_NGHTTP2_MAX_CONTINUATIONS)
endif()

# Asio is headers only; its sources are compiled once, in src/net/asio_impl.cpp.
find_path(RTRIP_ASIO_INCLUDE_DIR asio/awaitable.hpp REQUIRED)
mark_as_advanced(RTRIP_ASIO_INCLUDE_DIR)
add_library(rtrip_asio INTERFACE)
target_include_directories(rtrip_asio SYSTEM INTERFACE ${RTRIP_ASIO_INCLUDE_DIR})
target_compile_definitions(rtrip_asio INTERFACE
    ASIO_STANDALONE ASIO_SEPARATE_COMPILATION ASIO_NO_DEPRECATED
    # Asio decides between aligned_alloc and new by what was included before it, so files would disagree about who frees.
    ASIO_DISABLE_STD_ALIGNED_ALLOC
    # Asio 1.22 does not notice that clang has coroutines.
    $<$<CXX_COMPILER_ID:Clang>:ASIO_HAS_CO_AWAIT=1>)
target_link_libraries(rtrip_asio INTERFACE Threads::Threads)

find_package(nlohmann_json 3.11 REQUIRED)
if(RTRIP_BUILD_CLI)
    find_package(CLI11 2.1 REQUIRED)
endif()
find_package(fmt 9 REQUIRED)
