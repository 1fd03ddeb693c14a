# `make deb`: packages for Debian, ncv with the programs, their manual pages and completions, ncv-dev with the library. What is installed here
# is for packages only (component documentation); `cmake --install` puts programs and library where it always did.
find_package(Python3 COMPONENTS Interpreter)
find_program(GIT git)
set(documents ${PROJECT_BINARY_DIR}/packaging)
set(pages ${CMAKE_CURRENT_LIST_DIR}/help_pages.py)
add_custom_command(OUTPUT ${documents}/man1/ncv.1.gz
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${documents}/man1 ${documents}/bash ${documents}/zsh
  COMMAND ${Python3_EXECUTABLE} ${pages} ${documents} ${PROJECT_VERSION} $<TARGET_FILE:ncv_app> $<TARGET_FILE:ncv_recheck>
  DEPENDS ${pages} ncv_app ncv_recheck)
add_custom_target(ncv_documents DEPENDS ${documents}/man1/ncv.1.gz)
add_dependencies(programs_and_tests ncv_documents)

# Whom the packages name: whoever builds them, as Debian's own tools ask for it (DEBFULLNAME, DEBEMAIL), else a name that no mail reaches.
set(contact "^[^<>]+ <[^<> @]+@[^<> @]+>$")
set(maintainer "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
if(NOT maintainer MATCHES "${contact}")
  set(maintainer "ncv maintainers <ncv@example.org>")
endif()
set(NCV_MAINTAINER "${maintainer}" CACHE STRING "Whom a Debian package names, NAME <ADDRESS>")
if(NOT NCV_MAINTAINER MATCHES "${contact}")
  message(FATAL_ERROR "NCV_MAINTAINER is \"${NCV_MAINTAINER}\", needs NAME <ADDRESS>")
endif()
set(maintainer "${NCV_MAINTAINER}")

# Dated by the last commit, so that the same sources give the same package.
set(date "Thu, 01 Jan 1970 00:00:00 +0000")
if(GIT)
  execute_process(COMMAND ${GIT} log -1 "--format=%cD" WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE committed
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed AND committed)
    set(date "${committed}")
  endif()
endif()
string(REGEX REPLACE ", ([0-9]) " ", 0\\1 " date "${date}")
file(WRITE ${documents}/changelog "ncv (${PROJECT_VERSION}) unstable; urgency=medium

  * Release ${PROJECT_VERSION}: see CHANGELOG.md.

 -- ${maintainer}  ${date}
")
execute_process(COMMAND gzip -9nkf ${documents}/changelog)

include(GNUInstallDirs)
foreach(package ncv ncv-dev)
  if(package STREQUAL ncv)
    set(component programs)
  else()
    set(component library)
  endif()
  install(FILES ${CMAKE_CURRENT_LIST_DIR}/copyright ${documents}/changelog.gz DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package}
    COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()
install(DIRECTORY ${documents}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT programs EXCLUDE_FROM_ALL)
install(DIRECTORY ${documents}/bash/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT programs EXCLUDE_FROM_ALL)
install(DIRECTORY ${documents}/zsh/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT programs EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ncv)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_CONTACT "${maintainer}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL programs library)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME ncv)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_PROGRAMS_DESCRIPTION "Checks the theorems that explain neural collapse on trained networks: says
what is guaranteed of a classifier's accuracy, NC1, NC2 and NC3, proves it by
interval arithmetic, and rechecks such a proof by a second program.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME ncv-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libboost-dev, libeigen3-dev, libfmt-dev, libgmp-dev, libhwy-dev, libmpfi-dev, libmpfr-dev, \
libnlopt-dev, libsqlite3-dev, libsqlitecpp-dev, libssl-dev, libtomlplusplus-dev, nlohmann-json3-dev, pkg-config, zlib1g-dev")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "The static library below ncv with its headers and a package of CMake, which
is found by find_package(ncv) and has the target ncv::ncv.")
set(CPACK_OUTPUT_FILE_PREFIX ${PROJECT_BINARY_DIR}/deb)
include(CPack)
