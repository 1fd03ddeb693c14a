# find_package(ncv) for others: target ncv::ncv, headers under include/ncv.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
install(TARGETS ncv EXPORT ncv-targets COMPONENT library)
install(DIRECTORY lib/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ncv COMPONENT library FILES_MATCHING PATTERN "*.hpp")
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ncv)
install(EXPORT ncv-targets NAMESPACE ncv:: DESTINATION ${package} COMPONENT library)
configure_package_config_file(cmake/ncv-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/ncv-config.cmake
  INSTALL_DESTINATION ${package})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/ncv-config-version.cmake
  COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ncv-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/ncv-config-version.cmake cmake/FindMPFI.cmake DESTINATION ${package}
  COMPONENT library)
