find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)

# ncv_test(STEM [LABELS ...] [LINK ...] [TIMEOUT seconds] [HEADERS_OF target]): one test binary from STEM.cpp beside the
# caller's CMakeLists.txt, one ctest per TEST. Its objects are linked a second time against the
# mutated library (proofs_checks/mutants).
function(ncv_test stem)
  cmake_parse_arguments(arg "" "TIMEOUT;HEADERS_OF" "LABELS;LINK" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(name ${folder}_${stem})
  add_library(${name}_objects OBJECT ${stem}.cpp)
  target_link_libraries(${name}_objects PUBLIC ncv::ncv GTest::gtest GTest::gmock rapidcheck
    rapidcheck_gtest ${arg_LINK})
  ncv_strict(${name}_objects)
  if(arg_HEADERS_OF) # precompiled, shared by sources with the same options
    target_precompile_headers(${name}_objects REUSE_FROM ${arg_HEADERS_OF})
  endif()
  add_executable(${name})
  target_link_libraries(${name} PRIVATE ${name}_objects GTest::gtest_main)
  gtest_discover_tests(${name} TEST_PREFIX "${folder}." DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
  set_property(GLOBAL APPEND PROPERTY NCV_TEST_OBJECTS ${name}_objects)
endfunction()
include(GoogleTest)
