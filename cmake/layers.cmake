# rtrip_unity(TARGET SEPARATE): most of the time of a file's compilation goes into the headers of the standard library,
# Asio and Catch. Under RTRIP_UNITY a target's files are compiled eight at a time. Those of the list SEPARATE stay alone:
# they use the same local names as others ("redefinition" says which).
function(rtrip_unity name separate)
    if(RTRIP_UNITY)
        set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
        set_source_files_properties(${separate} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
endfunction()

# rtrip_unfuzzed(TARGET): no fuzzer reaches this. A build of fuzzers compiles it for the compiler's warnings alone:
# instrumenting coroutines takes clang three times as long as all else about them.
function(rtrip_unfuzzed name)
    if(RTRIP_BUILD_FUZZERS)
        set_target_properties(${name} PROPERTIES RTRIP_UNFUZZED TRUE)
        target_compile_options(${name} PRIVATE -O0 -g0)
    endif()
endfunction()

# rtrip_layer(NAME SOURCES ... [SEPARATE ...] DEPS ...): one layer of docs/architecture.md as a static library.
function(rtrip_layer name)
    cmake_parse_arguments(ARG "" "" "SOURCES;SEPARATE;DEPS;PRIVATE_DEPS" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC
        ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(${name}
        PUBLIC ${ARG_DEPS} rtrip_instrument PRIVATE rtrip_warnings ${ARG_PRIVATE_DEPS})
    if(RTRIP_UNITY STREQUAL "all")
        rtrip_unity(${name} "${ARG_SEPARATE}")
    endif()
endfunction()

# rtrip_as_test(TARGET): under sanitizers it is the layers that are watched. Optimised tests with checks for undefined
# behaviour in every Catch macro would be half of the whole build.
function(rtrip_as_test name)
    if(RTRIP_SANITIZE)
        set_target_properties(${name} PROPERTIES RTRIP_ADDRESS_ALONE TRUE)
        target_compile_options(${name} PRIVATE -O0)
    endif()
endfunction()

# rtrip_test(NAME SOURCES ... [SEPARATE ...] LIBS ... LABELS ...): one Catch2 executable, one CTest entry.
function(rtrip_test name)
    cmake_parse_arguments(ARG "" "TIMEOUT" "SOURCES;SEPARATE;LIBS;LABELS" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(${name} PRIVATE ${ARG_LIBS} rtrip_test_main rtrip_warnings)
    rtrip_unity(${name} "${ARG_SEPARATE}")
    rtrip_as_test(${name})
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
