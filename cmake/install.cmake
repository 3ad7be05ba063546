# cmake --install: the command with its manual page and completions; the library with headers, CMake package, pkg-config.
include(CMakePackageConfigHelpers)

if(TARGET rtrip)
    install(TARGETS rtrip RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
# rtrip_install_file(FILE DESTINATION [NAME]): a file that some other part of the tree provides.
function(rtrip_install_file file destination)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${file})
        install(FILES ${PROJECT_SOURCE_DIR}/${file} DESTINATION ${destination} ${ARGN})
    endif()
endfunction()
rtrip_install_file(man/rtrip.1 ${CMAKE_INSTALL_MANDIR}/man1)
rtrip_install_file(completions/rtrip.bash ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME rtrip)
rtrip_install_file(completions/_rtrip ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
rtrip_install_file(completions/rtrip.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
rtrip_install_file(docs/report.schema.json ${CMAKE_INSTALL_DATADIR}/rtrip)
rtrip_install_file(docs/summary.schema.json ${CMAKE_INSTALL_DATADIR}/rtrip)
rtrip_install_file(README.md ${CMAKE_INSTALL_DOCDIR})
rtrip_install_file(CHANGELOG.md ${CMAKE_INSTALL_DOCDIR})
rtrip_install_file(LICENSE ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/rtrip)
install(TARGETS rtrip_library EXPORT rtripTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT rtripTargets NAMESPACE rtrip:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/rtripConfig.cmake.in
    ${PROJECT_BINARY_DIR}/package/rtripConfig.cmake INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may break source compatibility.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/rtripConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/rtripConfig.cmake ${PROJECT_BINARY_DIR}/package/rtripConfigVersion.cmake
    DESTINATION ${package_dir})

# The prefix is taken from the file's own place, so that an installed tree can be moved.
file(RELATIVE_PATH RTRIP_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" RTRIP_PC_PREFIX "${RTRIP_PC_PREFIX}")
configure_file(${PROJECT_SOURCE_DIR}/cmake/rtrip.pc.in ${PROJECT_BINARY_DIR}/package/rtrip.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/rtrip.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
