add_library(rtrip_instrument INTERFACE)
if(RTRIP_SANITIZE)
    target_compile_options(rtrip_instrument INTERFACE
        -fsanitize=${RTRIP_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(rtrip_instrument INTERFACE -fsanitize=${RTRIP_SANITIZE})
    # Asio recycles coroutine frames, which would hide use after free in them.
    target_compile_definitions(rtrip_instrument INTERFACE ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
endif()
if(RTRIP_COVERAGE)
    target_compile_options(rtrip_instrument INTERFACE --coverage)
    target_link_options(rtrip_instrument INTERFACE --coverage)
endif()
