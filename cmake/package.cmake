# find_package(native_ipc) provides the target native_ipc::ring, and pkg-config the package native_ipc: headers only,
# for C++17. On Linux the targets native_ipc::ring_c and native_ipc::ring_c_static and the package native_ipc_ring are
# the library for C.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include("${CMAKE_CURRENT_LIST_DIR}/version.cmake")

add_library(native_ipc_ring INTERFACE)
add_library(native_ipc::ring ALIAS native_ipc_ring)
set_target_properties(native_ipc_ring PROPERTIES EXPORT_NAME ring)
target_compile_features(native_ipc_ring INTERFACE cxx_std_17)
target_include_directories(native_ipc_ring INTERFACE
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

set(pc_libs)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(pc_libs "Libs: -lrt")
    target_link_libraries(native_ipc_ring INTERFACE rt) # shm_open, before glibc 2.34
endif()

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/native_ipc")
install(DIRECTORY include/native_ipc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS native_ipc_ring EXPORT native_ipc)
if(TARGET native_ipc_ring_c)
    set_target_properties(native_ipc_ring_c PROPERTIES EXPORT_NAME ring_c)
    set_target_properties(native_ipc_ring_c_static PROPERTIES EXPORT_NAME ring_c_static)
    # OPTIONAL: the headers can be installed without a build.
    install(TARGETS native_ipc_ring_c native_ipc_ring_c_static EXPORT native_ipc_c
        LIBRARY OPTIONAL ARCHIVE OPTIONAL)
    install(EXPORT native_ipc_c NAMESPACE native_ipc:: FILE native_ipc-c-targets.cmake DESTINATION ${package})
endif()
install(EXPORT native_ipc NAMESPACE native_ipc:: FILE native_ipc-targets.cmake DESTINATION ${package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/native_ipc-config.cmake.in native_ipc-config.cmake
    INSTALL_DESTINATION ${package})
write_basic_package_version_file(native_ipc-config-version.cmake VERSION ${NATIVE_IPC_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/native_ipc-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/native_ipc-config-version.cmake"
    DESTINATION ${package})

set(pkgconfig "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH to_prefix "/${pkgconfig}" /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/native_ipc.pc.in native_ipc.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/native_ipc.pc" DESTINATION ${pkgconfig})
if(TARGET native_ipc_ring_c)
    list(TRANSFORM NATIVE_IPC_RING_STATIC_LIBRARIES PREPEND "-l" OUTPUT_VARIABLE pc_private)
    list(JOIN pc_private " " pc_private)
    configure_file(${CMAKE_CURRENT_LIST_DIR}/native_ipc_ring.pc.in c/configured.pc @ONLY)
    install(FILES "${CMAKE_CURRENT_BINARY_DIR}/c/native_ipc_ring.pc" DESTINATION ${pkgconfig} OPTIONAL)
endif()
