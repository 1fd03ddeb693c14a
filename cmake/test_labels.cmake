# Read by ctest, after it has asked a test program for its tests. gtest_discover_tests gives all tests of a program the same
# labels; here they follow from the file that a test is in.
cmake_policy(VERSION 3.25)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/slow_tests.txt slow_tests REGEX "^[^#]")

# ncv_tests_in(OUT FILE): Suite.Name of each TEST in a source.
macro(ncv_tests_in out file)
  file(READ ${file} source)
  string(REGEX MATCHALL "(TEST|TEST_F|TYPED_TEST|RC_GTEST_PROP)\\([A-Za-z0-9]+,[ \n]+[A-Za-z0-9]+" ${out} "${source}")
  list(TRANSFORM ${out} REPLACE "^[A-Z_]+\\(([A-Za-z0-9]+),[ \n]+([A-Za-z0-9]+)$" "\\1.\\2")
endmacro()

# ncv_label(FILE TIMEOUT LABELS): of the tests in `unlabelled`, those of FILE; `quick` unless they are listed as slow.
macro(ncv_label file timeout labels)
  ncv_tests_in(named ${file})
  set(not_quick ${labels})
  list(REMOVE_ITEM not_quick quick)
  foreach(name IN LISTS named)
    string(REGEX REPLACE "^(.*)[.](.*)$" "^${prefix}[.]\\1(/[^.]*)?[.]\\2(<.*)?$" pattern "${name}")
    set(tests ${unlabelled})
    list(FILTER tests INCLUDE REGEX "${pattern}")
    list(FILTER unlabelled EXCLUDE REGEX "${pattern}")
    foreach(test IN LISTS tests)
      if(test IN_LIST slow_tests)
        set_tests_properties(${test} PROPERTIES TIMEOUT ${timeout} LABELS "${not_quick}")
      else()
        set_tests_properties(${test} PROPERTIES TIMEOUT ${timeout} LABELS "${labels}")
      endif()
    endforeach()
  endforeach()
endmacro()

macro(ncv_all_are_labelled)
  if(unlabelled)
    message(FATAL_ERROR "in none of the files of their program: ${unlabelled}")
  endif()
endmacro()
