# rtrip_coded: bodies in content codings, made by the libraries' compressors.
if(NOT TARGET rtrip_coded)
    pkg_check_modules(RTRIP_BROTLI_ENCODER REQUIRED IMPORTED_TARGET GLOBAL libbrotlienc)
    add_library(rtrip_coded STATIC
        ${PROJECT_SOURCE_DIR}/tests/support/coded.hpp ${PROJECT_SOURCE_DIR}/tests/support/coded.cpp)
    target_include_directories(rtrip_coded PUBLIC ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(rtrip_coded PUBLIC Catch2::Catch2 rtrip_instrument
        PRIVATE rtrip_warnings rtrip_zlib rtrip_zstd PkgConfig::RTRIP_BROTLI_ENCODER)
endif()
