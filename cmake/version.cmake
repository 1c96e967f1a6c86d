# Sets NATIVE_IPC_VERSION to the version of Maven, without -SNAPSHOT.
set(pom "${CMAKE_CURRENT_LIST_DIR}/../pom.xml")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${pom}")
file(STRINGS "${pom}" revision REGEX "<revision>.*</revision>")
if(NOT revision MATCHES "<revision>([0-9.]+)(-SNAPSHOT)?</revision>")
    message(FATAL_ERROR "${pom} has no <revision> of the form 1.2.3 or 1.2.3-SNAPSHOT")
endif()
set(NATIVE_IPC_VERSION ${CMAKE_MATCH_1})
