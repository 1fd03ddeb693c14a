/// Features taken apart by class, as matrices of an arithmetic: Z = Z^w + Z^b + mu_G 1^T.
#pragma once

namespace ncv {

template <class A>
struct FeatureParts {
    A within;   ///< Z^w, p x N: Z with each column's class mean taken off
    A between;  ///< Mu - mu_G 1^T, p x K; mu_G is the mean over samples
    A weighted; ///< the same times sqrt(N_c): as long as Z^b, column by column of its class
};

} // namespace ncv
