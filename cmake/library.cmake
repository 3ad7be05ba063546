# The library that others link: every layer but render and cli in one archive, librtrip.a, as rtrip::rtrip.
#
# The command's target has the name rtrip already, hence rtrip_library.
set(RTRIP_LIBRARY_LAYERS
    rtrip_base rtrip_hash rtrip_model rtrip_http1 rtrip_http2 rtrip_tls rtrip_dns rtrip_content rtrip_proxy rtrip_policy rtrip_trace rtrip_net
    rtrip_client rtrip_layers)
set(objects "")
foreach(layer IN LISTS RTRIP_LIBRARY_LAYERS)
    if(TARGET ${layer})
        list(APPEND objects $<TARGET_OBJECTS:${layer}>)
    endif()
endforeach()

add_library(rtrip_library STATIC ${objects})
add_library(rtrip::rtrip ALIAS rtrip_library)
file(GLOB headers CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/rtrip/*.hpp)
target_sources(rtrip_library PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
set_target_properties(rtrip_library PROPERTIES
    LINKER_LANGUAGE CXX OUTPUT_NAME rtrip EXPORT_NAME rtrip VERIFY_INTERFACE_HEADER_SETS ON)
target_compile_features(rtrip_library INTERFACE cxx_std_23)
# Code that includes the headers must see Asio as the archive was built with it.
target_compile_definitions(rtrip_library INTERFACE ASIO_STANDALONE ASIO_SEPARATE_COMPILATION ASIO_NO_DEPRECATED
    ASIO_DISABLE_STD_ALIGNED_ALLOC
    $<$<CXX_COMPILER_ID:Clang>:ASIO_HAS_CO_AWAIT=1>)
if(RTRIP_SANITIZE)  # no generator expression, which would take the comma in "address,undefined" for its own
    target_compile_definitions(rtrip_library INTERFACE ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
endif()
# Within the build these are our own targets; installed, rtripConfig.cmake finds the same libraries again.
foreach(library rtrip_cares rtrip_idn2 rtrip_psl rtrip_nghttp2 rtrip_zlib rtrip_brotli rtrip_zstd rtrip_asio rtrip_instrument OpenSSL::SSL Threads::Threads)
    target_link_libraries(rtrip_library INTERFACE $<BUILD_INTERFACE:${library}>)
endforeach()
target_link_libraries(rtrip_library INTERFACE $<INSTALL_INTERFACE:OpenSSL::SSL>
    $<INSTALL_INTERFACE:PkgConfig::RTRIP_CARES> $<INSTALL_INTERFACE:PkgConfig::RTRIP_IDN2>
    $<INSTALL_INTERFACE:PkgConfig::RTRIP_PSL> $<INSTALL_INTERFACE:PkgConfig::RTRIP_NGHTTP2> $<INSTALL_INTERFACE:PkgConfig::RTRIP_CODINGS>
    $<INSTALL_INTERFACE:Threads::Threads>)

# What users run needs no C++ run-time of the distribution's: loading it costs more than a request on a fast network.
if(TARGET rtrip AND RTRIP_STATIC_DEPS)
    target_link_options(rtrip PRIVATE -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--as-needed)
    # OpenSSL's tables are ten thousand relocations; packed they are half a megabyte less to read and to keep.
    include(CheckLinkerFlag)
    check_linker_flag(CXX -Wl,-z,pack-relative-relocs RTRIP_LINKER_PACKS_RELOCATIONS)
    if(RTRIP_LINKER_PACKS_RELOCATIONS)
        target_link_options(rtrip PRIVATE -Wl,-z,pack-relative-relocs)
    endif()
endif()
