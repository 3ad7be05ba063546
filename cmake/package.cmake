# cpack -G DEB (and TGZ). Built from the release preset the package needs nothing but the C library.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME rtrip)
set(CPACK_PACKAGE_VENDOR "rtrip contributors")
set(CPACK_PACKAGE_CONTACT "rtrip contributors <rtrip@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "HTTP client that shows where the time of a request went")
set(CPACK_PACKAGE_DESCRIPTION "rtrip performs HTTP requests with curl's options and reports, for each of them, how long\
 name resolution, connecting, the TLS handshake, sending, waiting and reading took, as a picture or as JSON.\
 The package holds the command and the C++ library that it is made of.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_FILE_NAME ${CPACK_PACKAGE_NAME}-${PROJECT_VERSION}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
if(RTRIP_STATIC_DEPS AND RTRIP_LINKER_PACKS_RELOCATIONS)
    # dpkg-shlibdeps does not see that packed relocations (GLIBC_ABI_DT_RELR) need this version.
    set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36)")
endif()
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libasio-dev, libc-ares-dev, libidn2-dev, libpsl-dev, libnghttp2-dev, libssl-dev, zlib1g-dev, libbrotli-dev, libzstd-dev")
include(CPack)
