/// Text is a training configuration, which then writes and reads back to the same text, or is
/// refused.
#include "fuzz/target.hpp"

#include "training/config.hpp"

void ncv::fuzz_one(std::string_view bytes) {
    const std::string once = format_training_config(parse_training_config(bytes, "input"));
    require(format_training_config(parse_training_config(once, "input")) == once,
            "a configuration changed on a round trip");
}
