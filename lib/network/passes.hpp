/// What a forward and a backward pass leave for the claims, in the matrix of an arithmetic.
#pragma once

#include <memory>
#include <vector>

namespace ncv {

template <class A>
struct FewColumns; // measure/few_columns.hpp

/// Samples may be turned into few columns where a matrix is known by a computed one.
template <class A>
inline constexpr bool takes_few_columns = requires(const A& matrix) {
    matrix.computed();
};

template <class A>
struct Passes {
    std::vector<A> W; ///< W[l], l = 1..L; exact
    std::vector<A> b; ///< b[l], n_l x 1; exact; without entries where layer l has none
    std::vector<A> Z; ///< Z[l], l = 0..L
    A E;              ///< Z_L - Y
    A Delta;          ///< the loss' gradient in Z_L; E for squared error
    std::vector<A> G; ///< G[l], l = 1..L; the loss' gradient in W_l
    /// Where the columns of Z, E and Delta are no samples, but what few columns hold of them.
    std::shared_ptr<const FewColumns<A>> few;
    /// Z[l] in the columns of a Delta that was taken of blocks of samples; else none.
    std::vector<A> beside_delta{};

    /// What stands beside Delta: the gradient times Z_l^T is Delta_l against(l)^T.
    const A& against(std::size_t l) const { return beside_delta.empty() ? Z[l] : beside_delta[l]; }
};

} // namespace ncv
