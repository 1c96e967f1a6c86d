# The tests of the ring channel in C, against the shared library, and against its sources with kill points.
add_executable(ring_c_test ring_c_test.c)
target_link_libraries(ring_c_test PRIVATE native_ipc_ring_c)
set_target_properties(ring_c_test PROPERTIES C_STANDARD 99)
add_test(NAME ring_c COMMAND ring_c_test)
set_tests_properties(ring_c PROPERTIES TIMEOUT 120)

add_ring_test(ring_c_table_test ring_c_table_test.cpp)
target_link_libraries(ring_c_table_test PRIVATE native_ipc_ring_c)
add_test(NAME ring_c_table COMMAND ring_c_table_test ${CMAKE_CURRENT_SOURCE_DIR}/ring_table.txt)
set_tests_properties(ring_c_table PROPERTIES TIMEOUT 120)

get_target_property(ring_c_sources native_ipc_ring_c SOURCES)
list(TRANSFORM ring_c_sources PREPEND "${PROJECT_SOURCE_DIR}/c/")
function(add_ring_c_peers_test name)
    add_ring_test(${name} ring_c_peers_test.cpp ${ARGN})
    target_sources(${name} PRIVATE ${ring_c_sources})
    target_compile_definitions(${name} PRIVATE "NATIVE_IPC_VERSION=\"${NATIVE_IPC_VERSION}\"")
endfunction()
add_ring_c_peers_test(ring_c_peers_test)
add_test(NAME ring_c_peers COMMAND ring_c_peers_test ${kill_rounds})
set_tests_properties(ring_c_peers PROPERTIES TIMEOUT 300)
if(NATIVE_IPC_HAVE_ASAN)
    # the test in C with the library's sources in it
    add_executable(ring_c_test_asan ring_c_test.c ${ring_c_sources})
    target_link_libraries(ring_c_test_asan PRIVATE native_ipc::ring)
    target_compile_definitions(ring_c_test_asan PRIVATE "NATIVE_IPC_VERSION=\"${NATIVE_IPC_VERSION}\"")
    target_compile_options(ring_c_test_asan PRIVATE -O1 -fsanitize=address,undefined -fno-sanitize-recover=all)
    target_link_options(ring_c_test_asan PRIVATE -fsanitize=address,undefined)
    add_test(NAME ring_c_asan COMMAND ring_c_test_asan)
    set_tests_properties(ring_c_asan PROPERTIES TIMEOUT 300)
endif()

add_test(NAME ring_c_exports COMMAND ${CMAKE_COMMAND}
    -DNM=${CMAKE_NM} -DLIBRARY=$<TARGET_FILE:native_ipc_ring_c> -DHEADER=${PROJECT_SOURCE_DIR}/include/native_ipc/ring.h
    -DCOMPILER=${CMAKE_C_COMPILER} -P ${CMAKE_CURRENT_SOURCE_DIR}/ring_c_exports.cmake)
