// A program of somebody else: builds a balanced network, checks A2 on it.
#include <claims/registry.hpp>

#include <cstdio>

int main() {
    ncv::Snapshot s;
    s.data.classes = 2;
    s.data.labels = {0, 0, 1, 1};
    s.data.inputs = s.data.one_hot();
    s.network.weights = {1.01 * ncv::Matrix<double>::Identity(2, 2),
                         ncv::Matrix<double>::Identity(2, 2)};
    const ncv::Outcome o = ncv::check(s, {{"A2"}, ncv::Arithmetic::binary64}).front();
    std::printf("A2 %s\n", std::string(ncv::status_name(o.status)).c_str());
    return o.status == ncv::Status::holds ? 0 : 1;
}
