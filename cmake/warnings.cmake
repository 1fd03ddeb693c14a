# ncv_strict(TARGET): this project's warning level, and floating point without contraction or
# reordering. Every target uses it; only named kernels add tuning flags of their own.
function(ncv_strict target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual -ffp-contract=off)
  # Templates of 100 digits fill memory with what is not garbage: without this gcc looks for some after every 128 MB.
  target_compile_options(${target} PRIVATE
    "$<$<CXX_COMPILER_ID:GNU>:SHELL:--param ggc-min-heapsize=1000000>")
  if(CMAKE_UNITY_BUILD) # what one file declares is in scope in the next
    target_compile_options(${target} PRIVATE -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
  endif()
  if(NCV_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
