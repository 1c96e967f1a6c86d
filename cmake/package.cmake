# find_package(native_ipc) provides the target native_ipc::ring, and pkg-config the package native_ipc: headers only,
# for C++17.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(native_ipc_ring INTERFACE)
add_library(native_ipc::ring ALIAS native_ipc_ring)
set_target_properties(native_ipc_ring PROPERTIES EXPORT_NAME ring)
target_compile_features(native_ipc_ring INTERFACE cxx_std_17)
target_include_directories(native_ipc_ring INTERFACE
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

# The version is that of Maven.
set(pom "${CMAKE_CURRENT_LIST_DIR}/../pom.xml")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${pom}")
file(STRINGS "${pom}" revision REGEX "<revision>.*</revision>")
if(NOT revision MATCHES "<revision>([0-9.]+)(-SNAPSHOT)?</revision>")
    message(FATAL_ERROR "${pom} has no <revision> of the form 1.2.3 or 1.2.3-SNAPSHOT")
endif()
set(NATIVE_IPC_VERSION ${CMAKE_MATCH_1})

set(pc_libs)
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    set(pc_libs "Libs: -lrt")
    target_link_libraries(native_ipc_ring INTERFACE rt) # shm_open, before glibc 2.34
endif()

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/native_ipc")
install(DIRECTORY include/native_ipc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS native_ipc_ring EXPORT native_ipc)
install(EXPORT native_ipc NAMESPACE native_ipc:: FILE native_ipc-targets.cmake DESTINATION ${package})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/native_ipc-config.cmake.in native_ipc-config.cmake
    INSTALL_DESTINATION ${package})
write_basic_package_version_file(native_ipc-config-version.cmake VERSION ${NATIVE_IPC_VERSION} COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/native_ipc-config.cmake" "${CMAKE_CURRENT_BINARY_DIR}/native_ipc-config-version.cmake"
    DESTINATION ${package})

set(pkgconfig "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH to_prefix "/${pkgconfig}" /)
configure_file(${CMAKE_CURRENT_LIST_DIR}/native_ipc.pc.in native_ipc.pc @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/native_ipc.pc" DESTINATION ${pkgconfig})
