add_library(rtrip_instrument INTERFACE)
# Absent for what a build compiles but does not run (rtrip_unfuzzed).
function(rtrip_instrument_with)
    target_compile_options(rtrip_instrument INTERFACE
        "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:RTRIP_UNFUZZED>>>:${ARGN}>")
endfunction()
if(RTRIP_SANITIZE)
    rtrip_instrument_with(-fsanitize=${RTRIP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    # Behind the others, so that it takes one of them away (rtrip_as_test).
    target_compile_options(rtrip_instrument INTERFACE
        $<$<BOOL:$<TARGET_PROPERTY:RTRIP_ADDRESS_ALONE>>:-fno-sanitize=undefined>)
    target_link_options(rtrip_instrument INTERFACE -fsanitize=${RTRIP_SANITIZE})
    # Asio recycles coroutine frames, which would hide use after free in them.
    target_compile_definitions(rtrip_instrument INTERFACE ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
endif()
if(RTRIP_COVERAGE)
    target_compile_options(rtrip_instrument INTERFACE --coverage)
    target_link_options(rtrip_instrument INTERFACE --coverage)
endif()
