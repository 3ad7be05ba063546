# Warnings of our own code; headers of dependencies are SYSTEM and stay quiet.
add_library(rtrip_warnings INTERFACE)
target_compile_options(rtrip_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    $<$<BOOL:${RTRIP_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports false positives of these two in coroutine frames and std::string at -O2.
    target_compile_options(rtrip_warnings INTERFACE -Wno-maybe-uninitialized -Wno-restrict)
endif()
if(RTRIP_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A coroutine's frame may hold what is local to its file; g++ warns of it wherever that is not the main file.
    target_compile_options(rtrip_warnings INTERFACE -Wno-subobject-linkage)
endif()
