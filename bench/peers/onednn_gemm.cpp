/// BLAS's sgemm by oneDNN. Its matrices lie in rows and BLAS's in columns, so each product is asked
/// for transposed: C^T = op(B)^T op(A)^T.
#include <dnnl.h>

#include <cstdio>
#include <cstdlib>

extern "C" void __wrap_sgemm_(const char* op_A, const char* op_B, const int* m, const int* n,
                              const int* k, const float* alpha, const float* A, const int* lda,
                              const float* B, const int* ldb, const float* beta, float* C,
                              const int* ldc);

extern "C" void __wrap_sgemm_(const char* op_A, const char* op_B, const int* m, const int* n,
                              const int* k, const float* alpha, const float* A, const int* lda,
                              const float* B, const int* ldb, const float* beta, float* C,
                              const int* ldc) {
    if (dnnl_sgemm(*op_B, *op_A, *n, *m, *k, *alpha, B, *ldb, A, *lda, *beta, C, *ldc) !=
        dnnl_success) {
        std::fputs("oneDNN refused a product\n", stderr);
        std::abort();
    }
}
