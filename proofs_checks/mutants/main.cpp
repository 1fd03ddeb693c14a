/// Runs tests on the mutated library. Under a mutant a test ends at its first failure, which is all that is asked of it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string_view>

namespace {

struct EndsAtTheFirstFailure : testing::EmptyTestEventListener {
    void OnTestPartResult(const testing::TestPartResult& result) override {
        if (result.failed()) throw testing::AssertionException(result);
    }
};

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const char* mutant = std::getenv("NCV_MUTANT");
    if (mutant && !std::string_view(mutant).empty())
        testing::UnitTest::GetInstance()->listeners().Append(new EndsAtTheFirstFailure);
    return RUN_ALL_TESTS();
}
