# rtrip_layer(NAME SOURCES ... DEPS ...): one layer of docs/architecture.md as a static library.
function(rtrip_layer name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC
        ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${name}
        PUBLIC ${ARG_DEPS} rtrip_instrument PRIVATE rtrip_warnings ${ARG_PRIVATE_DEPS})
endfunction()

# Most of the time of a test's compilation goes into Catch's and Asio's headers. With RTRIP_UNITY_TESTS the files of one
# test program are compiled as one; not those whose files use the same local names.
set(RTRIP_SEPARATE_TESTS unit_model unit_expect unit_render unit_cli unit_layers)

# rtrip_test(NAME SOURCES ... LIBS ... LABELS ...): one Catch2 executable, one CTest entry.
function(rtrip_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE ${ARG_LIBS} rtrip_test_main rtrip_warnings)
    if(RTRIP_UNITY_TESTS AND NOT name IN_LIST RTRIP_SEPARATE_TESTS)
        set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
    endif()
    if(RTRIP_SANITIZE AND "unit" IN_LIST ARG_LABELS)
        # No coroutines in there, which are what the optimiser is on for; optimising instrumented Catch macros would be
        # a third of the whole build.
        target_compile_options(${name} PRIVATE -O0)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
