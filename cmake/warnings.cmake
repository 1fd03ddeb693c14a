# ncv_strict(TARGET): this project's warning level, and floating point without contraction or
# reordering. Every target uses it; only named kernels add tuning flags of their own.
function(ncv_strict target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wno-sign-conversion -Wnon-virtual-dtor -Woverloaded-virtual -ffp-contract=off)
  if(NCV_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
